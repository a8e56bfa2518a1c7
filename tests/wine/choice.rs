//! A store that somebody chose and that Windows does not have.

use crate::machine::Machine;

#[test]
fn a_store_that_windows_has_not_is_an_error_with_a_way_back() {
    let machine = Machine::take();
    let npmcred = |words: &[&str]| {
        let all = [&[r"C:\npmcred\npmcred.exe"], words].concat();
        machine.run(&all, "")
    };
    assert_eq!(npmcred(&["config", "store", "pass"]).status, 0);
    let failed = npmcred(&["list"]);
    assert_eq!(failed.status, 4, "{failed:?}");
    for said in [
        "pass is not made for this system",
        ": npmcred config store --unset",
    ] {
        assert!(failed.err.contains(said), "{failed:?}");
    }
    assert_eq!(npmcred(&["config", "store", "--unset"]).status, 0);
    assert_eq!(npmcred(&["list"]).status, 0);
}
