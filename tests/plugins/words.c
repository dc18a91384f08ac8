/* A checker in C: finds the word “very”, and what its configuration holds for it is ignored. */
#include "ibidem.h"

#include <stdio.h>
#include <string.h>

#define STATIC_BYTES(text) {(const uint8_t *)(text), sizeof(text) - 1}

static const char MANIFEST[] = "id = \"words\"\nversion = \"1.2.0\"\nprotocol = 1\nkind = \"native\"\n";

static const ibidem_bytes RULE = STATIC_BYTES(
    "{\"name\": \"very\", \"severity\": \"info\", \"page\": \"# very\", \"since\": \"1.2.0\"}");

static int32_t open_words(const ibidem_host *host, ibidem_bytes config, void **instance) {
    (void)config;
    *instance = NULL;
    return host->emit(host->ctx, IBIDEM_RULE, RULE);
}

static int32_t check_words(void *instance, const ibidem_host *host, ibidem_bytes request) {
    static const char KEY[] = "\"text\":\"", WORD[] = "very";
    ibidem_bytes service = STATIC_BYTES("http/1"), reason = STATIC_BYTES("a service was granted");
    const char *json = (const char *)request.ptr, *end = json + request.len;
    const char *text = NULL;
    (void)instance;

    if (host->call(host->ctx, service, request, NULL, NULL) != IBIDEM_REFUSED) {
        host->log(host->ctx, IBIDEM_LOG_ERROR, reason);
        return IBIDEM_ERROR;
    }
    /* Enough for a test: the text comes before the first quotation mark, without escapes. */
    for (; json + sizeof(KEY) - 1 <= end && text == NULL; json++) {
        if (memcmp(json, KEY, sizeof(KEY) - 1) == 0) {
            text = json + sizeof(KEY) - 1;
        }
    }
    for (json = text; json != NULL && json + sizeof(WORD) - 1 <= end && *json != '"'; json++) {
        if (memcmp(json, WORD, sizeof(WORD) - 1) == 0) {
            char buffer[256];
            int start = (int)(json - text);
            int len = snprintf(buffer, sizeof(buffer),
                               "{\"rule\": \"very\", \"severity\": \"info\", \"span\": [%d, %d], "
                               "\"message\": \"“very” says little\", \"mood\": 1}",
                               start, start + (int)sizeof(WORD) - 1);
            ibidem_bytes finding;
            finding.ptr = (const uint8_t *)buffer;
            finding.len = (size_t)len;
            if (host->cancelled(host->ctx) || host->emit(host->ctx, IBIDEM_FINDING, finding)) {
                break;
            }
        }
    }
    return IBIDEM_OK;
}

extern const ibidem_plugin words_plugin;
const ibidem_plugin words_plugin = {IBIDEM_MAGIC,
                                    sizeof(ibidem_plugin),
                                    IBIDEM_PROTOCOL,
                                    IBIDEM_MINOR,
                                    STATIC_BYTES(MANIFEST),
                                    open_words,
                                    check_words,
                                    NULL};
