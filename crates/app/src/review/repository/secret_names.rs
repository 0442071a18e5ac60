//! Which files of a repository may hold passwords, keys and tokens, by their
//! names: the one list for whatever reads or names files.

/// Names of files, as a whole.
const NAMES: &[&str] = &[
    ".authinfo",
    ".bash_history",
    ".boto",
    ".dockercfg",
    ".envrc",
    ".esmtprc",
    ".fetchmailrc",
    ".git-credentials",
    ".htdigest",
    ".htpasswd",
    ".kubeconfig",
    ".msmtprc",
    ".my.cnf",
    ".mylogin.cnf",
    ".mysql_history",
    ".netrc",
    ".node_repl_history",
    ".npmrc",
    ".passwd",
    ".pgpass",
    ".psql_history",
    ".pypirc",
    ".python_history",
    ".rediscli_auth",
    ".s3cfg",
    ".terraformrc",
    ".token",
    ".vault-password",
    ".vault-token",
    ".vault_pass",
    ".vault_password",
    ".yarnrc",
    ".yarnrc.yml",
    ".zsh_history",
    "_netrc",
    "auth.json",
    "gha-creds.json",
    "google-services.json",
    "googleservice-info.plist",
    "htdigest",
    "htpasswd",
    "key.properties",
    "keystore.properties",
    "kubeconfig",
    "local.settings.json",
    "master.key",
    "passwd",
    "password",
    "password.txt",
    "passwords",
    "passwords.txt",
    "pgpass.conf",
    "rclone.conf",
    "terraform.rc",
    "token.txt",
    "wp-config.php",
];

/// How names begin; program texts are told apart, as `id_map.rs` is none.
const BEGINNINGS: &[&str] = &["id_", "service-account", "service_account", "serviceaccount", "gha-creds-"];

/// How names end.
const ENDS: &[&str] = &[
    "-key.json",
    ".1pif",
    ".age",
    ".agekey",
    ".asc",
    ".bks",
    ".credentials",
    ".env",
    ".gpg",
    ".htpasswd",
    ".jceks",
    ".jks",
    ".kdb",
    ".kdbx",
    ".key",
    ".key.json",
    ".keys",
    ".keystore",
    ".keytab",
    ".kubeconfig",
    ".kwallet",
    ".mobileprovision",
    ".ovpn",
    ".p12",
    ".p8",
    ".pem",
    ".pfx",
    ".pgp",
    ".pkcs12",
    ".ppk",
    ".psafe3",
    ".publishsettings",
    ".secret",
    ".secrets",
    ".tfstate",
    ".tfvars",
    ".tfvars.json",
    ".token",
    "_key.json",
];

/// Folders in which everything counts.
const FOLDERS: &[&str] =
    &[".aws", ".azure", ".gcloud", ".gnupg", ".kube", ".oci", ".password-store", ".ssh", ".terraform", ".vault"];

/// Folders or files that count within a certain folder.
const PAIRS: &[[&str; 2]] = &[[".config", "gcloud"], [".docker", "config.json"]];

/// Words of any part of a path.
const WORDS: &[&str] = &["credential", "credentials", "secret", "secrets"];

/// Endings of `.env` under which projects show what is to be filled in.
const EXAMPLES: &[&str] = &["default", "defaults", "dist", "example", "sample", "template"];

/// Endings of program texts.
const PROGRAM_TEXTS: &[&str] = &[
    "c", "cc", "cjs", "cpp", "cs", "cxx", "ex", "exs", "go", "h", "hpp", "hs", "java", "jl", "js", "jsx", "kt", "kts",
    "lua", "m", "mjs", "ml", "mts", "php", "pl", "py", "r", "rb", "rs", "scala", "sql", "svelte", "swift", "ts", "tsx",
];

/// Whether a file may hold secrets, so that it is neither read nor named, by
/// its path or name and whatever the case of its letters. A folder counts where
/// all that lies in it does.
///
/// It is rather once too often than once too seldom: `docs/secrets.md` counts.
/// Program texts count only where their name begins with such a word
/// (`secrets.py`), and patterns for what people have to fill in
/// (`.env.example`) do not.
pub(in crate::review) fn may_hold_secrets(path: &str) -> bool {
    let path = path.to_lowercase();
    let parts: Vec<&str> = path.split(['/', '\\']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let Some((name, folders)) = parts.split_last() else { return false };
    parts.iter().any(|part| FOLDERS.contains(part))
        || parts.windows(2).any(|pair| PAIRS.iter().any(|known| known == pair))
        || is_secret_name(name, folders)
}

fn is_secret_name(name: &str, folders: &[&str]) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_program_text = PROGRAM_TEXTS.contains(&ending);
    let has_word = |part: &&str| words(part).any(|word| WORDS.contains(&word));
    let is_env = name.starts_with(".env") && !EXAMPLES.contains(&ending);
    let is_example = name.ends_with(".env") && words(name).any(|word| EXAMPLES.contains(&word));
    is_env
        || NAMES.contains(&name)
        || name.starts_with("secret")
        || name.starts_with("credential")
        || name.contains(".tfstate.")
        || (ENDS.iter().any(|end| name.ends_with(end)) && !is_example)
        || (!is_program_text
            && (BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
                || has_word(&name)
                || folders.iter().any(has_word)))
}

fn words(part: &str) -> impl Iterator<Item = &str> {
    part.split(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_their_names() {
        let secrets = "
            .env .ENV .env.local .env.production app/.envrc prod.env .env-staging
            .git-credentials .netrc _netrc .npmrc .pypirc .pgpass .htpasswd conf/htpasswd .dockercfg .yarnrc.yml
            id_rsa ID_RSA id_ed25519 keys/id_ecdsa_sk id_dsa.pub
            service-account.json service-account-prod.json service_account.json deploy/serviceAccountKey.json
            terraform.tfstate infra/prod.tfstate terraform.tfstate.backup terraform.tfstate.1712.backup
            terraform.tfvars prod.auto.tfvars x.tfvars.json .terraform/providers.json .terraform
            server.pem server.key SERVER.KEY a.p12 a.pfx a.jks a.keystore a.kdbx a.ppk a.gpg a.p8 office.ovpn gcp-key.json
            credentials credentials.json .cargo/credentials.toml config/credentials.yml.enc aws-credentials.csv
            secrets.toml secrets.py secret.yaml client_secret_17.json app-secrets.yml secrets/database.txt .secrets
            config/secrets/token .aws/config .ssh/known_hosts .ssh/ .gnupg/pubring.kbx .kube/config .docker/config.json
            .config/gcloud/access.db deploy\\.ssh\\config .bash_history wp-config.php ./.env";
        for path in secrets.split_whitespace() {
            assert!(may_hold_secrets(path), "{path}");
        }
        assert!(may_hold_secrets(" .env ") && may_hold_secrets("my keys/id_rsa"));
    }

    #[test]
    fn what_only_sounds_like_them_is_none() {
        let others = "
            .env.example .env.sample .env.template .env.dist example.env src/env.rs env.d.ts environment.yml
            src/id_map.rs id_generator.py docs/ids.md src/keys.rs monkey.json hotkeys.toml keyboard.key.md
            src/secrets/mod.rs src/vault/credentials_view/index.ts src/token.rs tokens.css main.tf variables.tf
            terraform.tfvars.example .docker/Dockerfile docker/config.json config.json src/passwords.rs
            app/views/password_resets/new.html.erb src/ssh/client.go aws/main.tf Cargo.toml .gitignore src/main.rs .";
        for path in others.split_whitespace() {
            assert!(!may_hold_secrets(path), "{path}");
        }
        assert!(!may_hold_secrets("") && !may_hold_secrets("/"));
    }
}
