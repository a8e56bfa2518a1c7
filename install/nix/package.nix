# npmcred built from its sources: `callPackage ./package.nix { }`. Nothing is fetched but what Cargo.lock names.
{ lib, rustPlatform, installShellFiles }:

let
  manifest = builtins.fromTOML (builtins.readFile ../../Cargo.toml);
in
rustPlatform.buildRustPackage {
  pname = "npmcred";
  inherit (manifest.workspace.package) version;
  src = lib.cleanSource ../..;
  cargoLock.lockFile = ../../Cargo.lock;
  cargoBuildFlags = [ "--bin" "npmcred" ];
  nativeBuildInputs = [ installShellFiles ];
  # The tests drive keyrings, registries and shells of a Debian machine.
  doCheck = false;
  postInstall = ''
    installManPage install/man/man?/*
    installShellCompletion --cmd npmcred --bash install/completions/npmcred.bash \
      --fish install/completions/npmcred.fish --zsh install/completions/_npmcred
  '';
  meta = {
    inherit (manifest.package) description;
    license = with lib.licenses; [ mit asl20 ];
    mainProgram = "npmcred";
    platforms = lib.platforms.linux;
  };
}
