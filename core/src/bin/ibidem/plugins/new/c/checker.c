/* A checker for ibidem: every note ends with a full stop. */
#include "ibidem.h"
#include "json.h"

#include <stdio.h>
#include <stdlib.h>

#define STATIC_BYTES(text) {(const uint8_t *)(text), sizeof(text) - 1}

static const ibidem_bytes RULE = STATIC_BYTES(
    "{\"name\": \"missing-full-stop\", \"severity\": \"warning\", "
    "\"page\": \"# missing-full-stop\\n\\nA note ends without a full stop.\\n\"}");

static int32_t open_checker(const ibidem_host *host, ibidem_bytes config, void **instance) {
    (void)config;
    *instance = NULL;
    return host->emit(host->ctx, IBIDEM_RULE, RULE);
}

static int32_t report(const ibidem_host *host, size_t start, size_t end) {
    char finding[256];
    ibidem_bytes json;
    int len = snprintf(finding, sizeof(finding),
                       "{\"rule\": \"missing-full-stop\", \"severity\": \"warning\", \"span\": [%lu, %lu], "
                       "\"message\": \"This note ends without a full stop.\"}",
                       (unsigned long)start, (unsigned long)end);
    json.ptr = (const uint8_t *)finding;
    json.len = (size_t)len;
    return host->emit(host->ctx, IBIDEM_FINDING, json);
}

/* Where the last character of a note begins: bytes 10xxxxxx continue one. */
static size_t last_character(const char *text, size_t start, size_t end) {
    size_t at = end;
    while (at > start && (text[--at] & 0xC0) == 0x80) {
    }
    return at;
}

static int is_stop(const char *text, size_t start, size_t end) {
    static const char *const STOPS[] = {".", "?", "!", "\"", "”"};
    size_t i;
    for (i = 0; i < sizeof(STOPS) / sizeof(*STOPS); i++) {
        if (strlen(STOPS[i]) == end - start && memcmp(STOPS[i], text + start, end - start) == 0) {
            return 1;
        }
    }
    return 0;
}

static int32_t check_paper(void *instance, const ibidem_host *host, ibidem_bytes request) {
    json message, paper, note, span;
    size_t len;
    char *text;
    (void)instance;

    message.at = (const char *)request.ptr;
    message.end = message.at + request.len;
    paper = json_member(message, "paper");
    text = malloc(json_string_room(json_member(paper, "text")) + 1);
    if (text == NULL) {
        return IBIDEM_ERROR;
    }
    len = json_string(json_member(paper, "text"), text);
    note = json_enter(json_member(paper, "notes"), '[');
    for (; note.at; note = json_next(note)) {
        size_t start, end, last;
        span = json_enter(json_member(note, "span"), '[');
        if (!span.at) {
            continue;
        }
        start = strtoul(span.at, NULL, 10);
        span = json_next(span);
        end = span.at ? strtoul(span.at, NULL, 10) : 0;
        if (start >= end || end > len) {
            continue;
        }
        last = last_character(text, start, end);
        if (!is_stop(text, last, end) && report(host, last, end) != 0) {
            break;
        }
    }
    free(text);
    return IBIDEM_OK;
}

extern const ibidem_plugin @identifier@_plugin;
const ibidem_plugin @identifier@_plugin = {
    IBIDEM_MAGIC,
    sizeof(ibidem_plugin),
    IBIDEM_PROTOCOL,
    IBIDEM_MINOR,
    STATIC_BYTES("id = \"@name@\"\nversion = \"0.1.0\"\nprotocol = 1\nkind = \"native\"\nscope = \"note\"\n"),
    open_checker,
    check_paper,
    NULL};
