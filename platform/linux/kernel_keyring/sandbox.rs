//! What a container's sandbox does to the calls for keyrings, for tests.

fn op(code: u32, k: u32, jt: u8, jf: u8) -> libc::sock_filter {
    libc::sock_filter {
        code: code as u16,
        jt,
        jf,
        k,
    }
}

const LOAD: u32 = libc::BPF_LD | libc::BPF_W | libc::BPF_ABS;
const EQUAL: u32 = libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K;
const ANSWER: u32 = libc::BPF_RET | libc::BPF_K;
const REFUSE: u32 = libc::SECCOMP_RET_ERRNO | libc::EPERM as u32;

/// Puts the calling thread behind a filter of system calls.
fn filter(mut filter: Vec<libc::sock_filter>) {
    let program = libc::sock_fprog {
        len: filter.len() as u16,
        filter: filter.as_mut_ptr(),
    };
    // SAFETY: takes numbers only.
    let locked = unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) };
    assert_eq!(locked, 0);
    let (mode, program) = (libc::SECCOMP_MODE_FILTER, &raw const program);
    // SAFETY: the program and its instructions live through the call, which copies them.
    let filtered = unsafe { libc::prctl(libc::PR_SET_SECCOMP, mode, program) };
    assert_eq!(filtered, 0);
}

/// Makes the calls that a container's sandbox blocks fail as they do there, for the calling
/// thread.
pub(in crate::linux) fn forbid_keyrings() {
    filter(vec![
        op(LOAD, 0, 0, 0),
        op(EQUAL, libc::SYS_keyctl as u32, 2, 0),
        op(EQUAL, libc::SYS_add_key as u32, 1, 0),
        op(ANSWER, libc::SECCOMP_RET_ALLOW, 0, 0),
        op(ANSWER, REFUSE, 0, 0),
    ]);
}

/// Makes setting a key's timeout fail, for the calling thread.
pub(super) fn forbid_ends() {
    let first_argument = std::mem::offset_of!(libc::seccomp_data, args) as u32;
    filter(vec![
        op(LOAD, 0, 0, 0),
        op(EQUAL, libc::SYS_keyctl as u32, 0, 2),
        op(LOAD, first_argument, 0, 0),
        op(EQUAL, libc::KEYCTL_SET_TIMEOUT, 1, 0),
        op(ANSWER, libc::SECCOMP_RET_ALLOW, 0, 0),
        op(ANSWER, REFUSE, 0, 0),
    ]);
}
