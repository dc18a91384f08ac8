/* All that protocol 1 promises, used once. */
#include "ibidem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATIC_BYTES(text) {(const uint8_t *)(text), sizeof(text) - 1}

static const char MANIFEST[] =
    "id = \"frozen\"\nversion = \"1.0.0\"\nprotocol = 1\nkind = \"native\"\nscope = \"document\"\n"
    "capabilities = [\"cache/1\"]\nrecords = \"notes\"\n";

static const ibidem_bytes RULE =
    STATIC_BYTES("{\"name\": \"heard\", \"severity\": \"info\", \"page\": \"# heard\\n\"}");

typedef struct memory {
    char config[256];
    int checks;
} memory;

static ibidem_bytes bytes(const char *text) {
    ibidem_bytes made;
    made.ptr = (const uint8_t *)text;
    made.len = strlen(text);
    return made;
}

static int has(ibidem_bytes json, const char *part) {
    size_t len = strlen(part), at;
    for (at = 0; at + len <= json.len; at++) {
        if (memcmp(json.ptr + at, part, len) == 0) {
            return 1;
        }
    }
    return 0;
}

/* A finding on the first four bytes of the text. */
static int32_t say(const ibidem_host *host, const char *message) {
    char finding[512];
    snprintf(finding, sizeof(finding),
             "{\"rule\": \"heard\", \"severity\": \"info\", \"span\": [0, 4], \"message\": \"%s\"}", message);
    return host->emit(host->ctx, IBIDEM_FINDING, bytes(finding));
}

static int32_t open_frozen(const ibidem_host *host, ibidem_bytes config, void **instance) {
    memory *made;
    if (host->struct_size < sizeof(ibidem_host) || host->protocol != IBIDEM_PROTOCOL) {
        return IBIDEM_ERROR;
    }
    if (has(config, "\"refuse\"")) {
        host->log(host->ctx, IBIDEM_LOG_ERROR, bytes("it was told to refuse"));
        return IBIDEM_ERROR;
    }
    made = calloc(1, sizeof(memory));
    if (made == NULL) {
        return IBIDEM_ERROR;
    }
    if (config.len < sizeof(made->config)) {
        memcpy(made->config, config.ptr, config.len);
    }
    *instance = made;
    return host->emit(host->ctx, IBIDEM_RULE, RULE);
}

/* Answers of a service, counted, the last one kept. */
typedef struct answers {
    int count;
    char last[64];
} answers;

static void take(void *ctx, ibidem_bytes json) {
    answers *taken = ctx;
    taken->count++;
    memset(taken->last, 0, sizeof(taken->last));
    if (json.len < sizeof(taken->last)) {
        memcpy(taken->last, json.ptr, json.len);
    }
}

static int32_t call_services(const ibidem_host *host) {
    answers taken = {0, ""};
    ibidem_bytes cache = bytes("cache/1"), http = bytes("http/1");
    ibidem_bytes put = bytes("{\"op\": \"put\", \"key\": \"a\", \"value\": 7}");
    ibidem_bytes get = bytes("{\"op\": \"get\", \"key\": \"a\"}");
    if (host->call(host->ctx, cache, put, NULL, NULL) != IBIDEM_OK) {
        return say(host, "the cache does not keep");
    }
    if (host->call(host->ctx, cache, get, take, &taken) != IBIDEM_OK || taken.count != 1) {
        return say(host, "the cache does not answer once");
    }
    say(host, strcmp(taken.last, "{\"value\":7}") == 0 ? "the cache gives back" : "the cache forgets");
    if (host->call(host->ctx, cache, bytes("{}"), take, &taken) != IBIDEM_ERROR) {
        return say(host, "nonsense was answered");
    }
    return say(host, host->call(host->ctx, http, get, NULL, NULL) == IBIDEM_REFUSED ? "http/1 is refused"
                                                                                   : "http/1 is granted");
}

static int32_t check_frozen(void *instance, const ibidem_host *host, ibidem_bytes request) {
    memory *own = instance;
    own->checks++;
    host->log(host->ctx, IBIDEM_LOG_INFO, bytes("a line for its author"));
    host->emit(host->ctx, IBIDEM_PROGRESS, bytes("{\"done\": 1, \"total\": 2}"));
    say(host, strstr(own->config, "\"greeting\"") != NULL ? "its options came" : "no options came");
    say(host, has(request, "\"now\":\"2026-01-31\"") ? "the day came" : "no day came");
    say(host, has(request, "\"text\":\"") && has(request, "\"notes\":[") ? "the paper came" : "no paper came");
    if (call_services(host) != IBIDEM_OK || host->cancelled(host->ctx)) {
        return IBIDEM_ERROR;
    }
    host->emit(host->ctx, IBIDEM_RECORD, bytes("{\"span\": [0, 4], \"is\": \"a record\"}"));
    /* A kind that nobody knows is refused, and harms nothing. */
    return host->emit(host->ctx, 77, bytes("{}")) == IBIDEM_REFUSED ? IBIDEM_OK : IBIDEM_ERROR;
}

static void close_frozen(void *instance) {
    free(instance);
}

extern const ibidem_plugin frozen_plugin;
const ibidem_plugin frozen_plugin = {IBIDEM_MAGIC,
                                     sizeof(ibidem_plugin),
                                     IBIDEM_PROTOCOL,
                                     IBIDEM_MINOR,
                                     STATIC_BYTES(MANIFEST),
                                     open_frozen,
                                     check_frozen,
                                     close_frozen};
