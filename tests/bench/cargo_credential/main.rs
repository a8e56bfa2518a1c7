//! Speaks Cargo's credential protocol on the standard streams, with the provider that Cargo itself
//! carries.

fn main() {
    match cargo_credential_libsecret::LibSecretCredential::new() {
        Ok(provider) => cargo_credential::main(&provider),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}
