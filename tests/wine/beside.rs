//! The tests beside the code of `platform`, and every store's contract, as programs of Windows.

use crate::machine::Machine;

#[test]
fn platform_and_its_store_keep_their_contracts() {
    let machine = Machine::take();
    for what in [
        &["-p", "npmcred-platform", "--lib"][..],
        &["--test", "stores"],
    ] {
        let told = machine.cargo_test(what);
        let results = told
            .lines()
            .filter(|line| line.starts_with("test result: ok."));
        let passed: u32 = results
            .map(|line| line.split(' ').nth(3).unwrap().parse::<u32>().unwrap())
            .sum();
        assert!(passed >= 5, "{told}");
    }
}
