//! The `backcast` command.

fn main() -> std::process::ExitCode {
    backcast_cli::main()
}
