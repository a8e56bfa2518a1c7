/* The floor: the least that a look-up can cost without encrypting it. Four calls through libdbus, in a *plain* session, so
 * the secret crosses the bus in clear: nothing that anybody should ship, and no peer, but it shows what the bus itself costs.
 * Usage: libdbus_lookup REALM     finds what `libsecret_lookup store REALM` has stored, and prints it. */
#include <dbus/dbus.h>
#include <stdio.h>
#include <stdlib.h>

#define SERVICE "org.freedesktop.secrets"
#define PATH "/org/freedesktop/secrets"

static DBusMessage *call(DBusConnection *bus, DBusMessage *question) {
    DBusError error = DBUS_ERROR_INIT;
    DBusMessage *answer = dbus_connection_send_with_reply_and_block(bus, question, 3000, &error);
    if (!answer) {
        fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    return answer;
}

static DBusMessage *question(const char *method) {
    return dbus_message_new_method_call(SERVICE, PATH, "org.freedesktop.Secret.Service", method);
}

/* OpenSession("plain", variant ""): the object path of the session, which lives as long as `answer`. */
static const char *open_session(DBusConnection *bus) {
    const char *algorithm = "plain", *nothing = "", *session = NULL;
    DBusMessageIter arguments, variant;
    DBusMessage *message = question("OpenSession");
    dbus_message_iter_init_append(message, &arguments);
    dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, &algorithm);
    dbus_message_iter_open_container(&arguments, DBUS_TYPE_VARIANT, "s", &variant);
    dbus_message_iter_append_basic(&variant, DBUS_TYPE_STRING, &nothing);
    dbus_message_iter_close_container(&arguments, &variant);
    DBusMessage *answer = call(bus, message);
    dbus_message_iter_init(answer, &arguments);
    dbus_message_iter_next(&arguments);
    dbus_message_iter_get_basic(&arguments, &session);
    return session;
}

/* SearchItems({realm}): the first unlocked item. */
static const char *search(DBusConnection *bus, const char *realm) {
    const char *key = "realm", *item = NULL;
    DBusMessageIter arguments, dictionary, entry;
    DBusMessage *message = question("SearchItems");
    dbus_message_iter_init_append(message, &arguments);
    dbus_message_iter_open_container(&arguments, DBUS_TYPE_ARRAY, "{ss}", &dictionary);
    dbus_message_iter_open_container(&dictionary, DBUS_TYPE_DICT_ENTRY, NULL, &entry);
    dbus_message_iter_append_basic(&entry, DBUS_TYPE_STRING, &key);
    dbus_message_iter_append_basic(&entry, DBUS_TYPE_STRING, &realm);
    dbus_message_iter_close_container(&dictionary, &entry);
    dbus_message_iter_close_container(&arguments, &dictionary);
    DBusMessage *answer = call(bus, message);
    dbus_message_iter_init(answer, &arguments);
    dbus_message_iter_recurse(&arguments, &entry);
    if (dbus_message_iter_get_arg_type(&entry) != DBUS_TYPE_OBJECT_PATH) exit(3);
    dbus_message_iter_get_basic(&entry, &item);
    return item;
}

/* Item.GetSecret(session): (session, parameters, value, content type). */
static void print_secret(DBusConnection *bus, const char *item, const char *session) {
    DBusMessageIter arguments, secret, bytes;
    const char *value = NULL;
    int length = 0;
    DBusMessage *message = dbus_message_new_method_call(SERVICE, item, "org.freedesktop.Secret.Item", "GetSecret");
    dbus_message_iter_init_append(message, &arguments);
    dbus_message_iter_append_basic(&arguments, DBUS_TYPE_OBJECT_PATH, &session);
    DBusMessage *answer = call(bus, message);
    dbus_message_iter_init(answer, &arguments);
    dbus_message_iter_recurse(&arguments, &secret);
    dbus_message_iter_next(&secret);
    dbus_message_iter_next(&secret);
    dbus_message_iter_recurse(&secret, &bytes);
    dbus_message_iter_get_fixed_array(&bytes, &value, &length);
    printf("%.*s\n", length, value);
}

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    DBusConnection *bus = dbus_bus_get(DBUS_BUS_SESSION, NULL);
    if (!bus) return 1;
    const char *session = open_session(bus);
    print_secret(bus, search(bus, argv[1]), session);
    return 0;
}
