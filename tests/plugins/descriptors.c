/* A checker in C that does with its process what safe code cannot; which thing, the build says. */
#define _DEFAULT_SOURCE
#include "ibidem.h"

#include <stdlib.h>
#include <unistd.h>

#define STATIC_BYTES(text) {(const uint8_t *)(text), sizeof(text) - 1}

#if defined(CRASH_ON_LOAD)
__attribute__((constructor)) static void crash(void) {
    abort();
}
#endif

#if defined(UNDEFINED)
int32_t defined_nowhere(void);
#endif

static int32_t open_descriptors(const ibidem_host *host, ibidem_bytes config, void **instance) {
    (void)host, (void)config, (void)instance;
    return IBIDEM_OK;
}

static int32_t check_descriptors(void *instance, const ibidem_host *host, ibidem_bytes request) {
    (void)instance, (void)host, (void)request;
#if defined(UNDEFINED)
    return defined_nowhere();
#elif defined(FORK)
    /* The child holds the channel to the program, which so is not closed when this process ends. */
    if (fork() == 0) {
        sleep(60);
        _exit(0);
    }
    abort();
#elif defined(CLOSE)
    for (int i = 0; i < 64; i++) {
        close(i);
    }
    sleep(60);
#elif defined(WRITE)
    for (int i = 3; i < 64; i++) {
        if (write(i, "\5\0\0\0hello", 9) < 0) {
            continue;
        }
    }
#endif
    return IBIDEM_OK;
}

extern const ibidem_plugin descriptors_plugin;
const ibidem_plugin descriptors_plugin = {
    IBIDEM_MAGIC,
    sizeof(ibidem_plugin),
    IBIDEM_PROTOCOL,
    IBIDEM_MINOR,
    STATIC_BYTES("id = \"descriptors\"\nversion = \"1.0.0\"\nprotocol = 1\nkind = \"native\"\n"),
    open_descriptors,
    check_descriptors,
    NULL};
