/* Runs a program and prints the peak resident memory, in KiB, of all that its process was: the shim and the tool after it.
 *
 * Linux keeps the peak of a process over `exec`, so the figure of a process that became something else is the larger of the
 * two. It also counts what a process was before its first `exec`; that is why a tiny static program must start it, not Python.
 * Usage: peak PROGRAM [ARGUMENT…]     the status is the program's own */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    pid_t child = fork();
    if (child == 0) {
        execv(argv[1], argv + 1);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) != child) return 1;
    printf("%ld\n", usage.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
