/* The yardstick: one look-up through libsecret, which opens an encrypted session, as a program written for just that.
 * Usage: libsecret_lookup store|lookup REALM     store reads the secret from standard input, lookup prints it. */
#include <libsecret/secret.h>
#include <stdio.h>
#include <string.h>

static const SecretSchema schema = {
    "bench.libsecret", SECRET_SCHEMA_NONE, {{"realm", SECRET_SCHEMA_ATTRIBUTE_STRING}, {NULL, 0}}, 0, 0, 0, 0, 0, 0, 0, 0};

int main(int argc, char **argv) {
    GError *error = NULL;
    char secret[4096];
    if (argc != 3) return 2;
    if (strcmp(argv[1], "store") == 0) {
        if (!fgets(secret, sizeof secret, stdin)) return 1;
        secret_password_store_sync(&schema, SECRET_COLLECTION_DEFAULT, "bench", secret, NULL, &error, "realm", argv[2], NULL);
    } else {
        gchar *found = secret_password_lookup_sync(&schema, NULL, &error, "realm", argv[2], NULL);
        if (found) {
            puts(found);
            secret_password_free(found);
        }
    }
    if (error) fprintf(stderr, "%s\n", error->message);
    return error != NULL;
}
