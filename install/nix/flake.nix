# `nix build 'git+file:.?dir=install/nix'` from the checkout.
{
  description = "Keeps tokens of npm registries in the system's own store, and hands them to npm just in time";

  inputs.nixpkgs.url = "nixpkgs";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" ];
      each = make: nixpkgs.lib.genAttrs systems (system: make nixpkgs.legacyPackages.${system});
    in
    {
      packages = each (pkgs: { default = pkgs.callPackage ./package.nix { }; });
    };
}
