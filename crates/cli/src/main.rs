//! The `backcast` command; what it does is in the library beside it.

fn main() -> std::process::ExitCode {
    backcast_cli::main()
}
