//! `man npmcred`, which looks beside the folders of PATH.

use crate::world::World;

#[test]
fn man_finds_our_pages_and_still_the_systems() {
    let world = World::new();
    world.write(
        ".local/share/npmcred/man/man1/npmcred.1",
        ".TH NPMCRED 1\n.SH NAME\nnpmcred \\- test\n",
    );
    world.write(
        "theirs/man1/theirs.1",
        ".TH THEIRS 1\n.SH NAME\ntheirs \\- test\n",
    );
    let ours = format!(
        "{}\n",
        world
            .home(".local/share/npmcred/man/man1/npmcred.1")
            .display()
    );
    let theirs = format!("{}\n", world.home("theirs/man1/theirs.1").display());
    let list = world.home("theirs").display().to_string();
    for (shell, evaluate) in [
        ("sh", "eval $(npmcred env)"),
        ("fish", "npmcred env fish | source"),
    ] {
        for (manpath, finds_theirs) in [
            (None, false),
            (Some(list.clone()), true),
            (Some(format!("{list}:")), true),
        ] {
            let find = |page: &str| {
                let script = format!("{evaluate}; {evaluate}; man -w {page}");
                let run = world.run(&[shell, "-c", &script]);
                match &manpath {
                    Some(list) => run.env("MANPATH", list),
                    None => run,
                }
                .run()
            };
            assert_eq!(find("npmcred").expect(0).out(), ours, "{shell} {manpath:?}");
            let their_page = find("theirs");
            assert_eq!(
                their_page.out(),
                if finds_theirs { theirs.as_str() } else { "" },
                "{their_page}"
            );
        }
    }
}

/// The user's list stays the user's: it is made longer only where it hides us, once, and only where
/// there are pages.
#[test]
fn the_list_of_man_folders_is_touched_only_where_it_must() {
    let world = World::new();
    let ours = world.home(".local/share/npmcred/man").display().to_string();
    let after = |manpath: Option<&str>| {
        let run = world.run(&[
            "sh",
            "-c",
            "eval $(npmcred env); eval $(npmcred env); echo \"${MANPATH-unset}\"",
        ]);
        manpath
            .iter()
            .fold(run, |run, list| run.env("MANPATH", *list))
            .run()
            .expect(0)
            .out()
    };
    assert_eq!(after(Some("/a")), "/a\n", "no pages are there");
    std::fs::create_dir_all(&ours).unwrap();
    assert_eq!(after(None), "unset\n");
    for (before, want) in [
        ("", ""),
        ("/a", &*format!("/a:{ours}")),
        (":/a", ":/a"),
        ("/a:", "/a:"),
        ("/a::/b", "/a::/b"),
    ] {
        assert_eq!(after(Some(before)), format!("{want}\n"), "{before:?}");
    }
}
