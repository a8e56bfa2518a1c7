/* A tool that does nothing, to stand where npm would: what is left of the time is the shim's.
 *
 * With BENCH_EXPECT it reads the file that `npm_config_globalconfig` names and ends with 0 only if that text is in it, and
 * with 7 if it is not: so a run proves that the credential arrived, before any run is timed. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char contents[1 << 16];

int main(void) {
    const char *expected = getenv("BENCH_EXPECT"), *config = getenv("npm_config_globalconfig");
    if (!expected) return 0;
    if (!config) return 7;
    int file = open(config, O_RDONLY);
    size_t length = 0;
    ssize_t count;
    while (length < sizeof contents - 1 && (count = read(file, contents + length, sizeof contents - 1 - length)) > 0)
        length += (size_t)count;
    return strstr(contents, expected) ? 0 : 7;
}
