/* A checker for ibidem in C: finds words that the house does not want, in body and notes. */
#include "ibidem.h"
#include "json.h"

#include <stdio.h>
#include <stdlib.h>

#define STATIC_BYTES(text) {(const uint8_t *)(text), sizeof(text) - 1}

static const char MANIFEST[] = "id = \"words\"\nversion = \"0.1.0\"\nprotocol = 1\nkind = \"native\"\n";

static const ibidem_bytes RULE = STATIC_BYTES(
    "{\"name\": \"unwanted-word\", \"severity\": \"info\", \"page\": \"# unwanted-word\\n\\n"
    "A word that the house does not want; the option `words` lists them, in lower case.\\n\"}");

/* The words of the house, each ended by a NUL, the last by two. */
typedef struct words {
    char list[1];
} words;

static int32_t fail(const ibidem_host *host, const char *reason) {
    ibidem_bytes line;
    line.ptr = (const uint8_t *)reason;
    line.len = strlen(reason);
    host->log(host->ctx, IBIDEM_LOG_ERROR, line);
    return IBIDEM_ERROR;
}

static int32_t open_words(const ibidem_host *host, ibidem_bytes config, void **instance) {
    json message, word;
    words *made = calloc(1, config.len + 2);
    size_t len = 0;

    if (made == NULL) {
        return fail(host, "there is no memory for the words");
    }
    message.at = (const char *)config.ptr;
    message.end = message.at + config.len;
    word = json_enter(json_member(json_member(message, "options"), "words"), '[');
    for (; word.at; word = json_next(word)) {
        size_t word_len = json_string(word, made->list + len);
        len += word_len == 0 ? 0 : word_len + 1;
    }
    *instance = made;
    return host->emit(host->ctx, IBIDEM_RULE, RULE);
}

/* Bytes of UTF-8 beyond ASCII count as letters: “naïve” is one word. */
static int is_letter(char c) {
    return (c & 0x80) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\'';
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static const char *unwanted(const words *of, const char *text, size_t len) {
    const char *word;
    size_t i;
    for (word = of->list; *word != '\0'; word += strlen(word) + 1) {
        for (i = 0; i < len && lower(text[i]) == word[i]; i++) {
        }
        if (i == len && word[i] == '\0') {
            return word;
        }
    }
    return NULL;
}

static int32_t report(const ibidem_host *host, const char *word, size_t start, size_t end) {
    static const char FORMAT[] = "{\"rule\": \"unwanted-word\", \"severity\": \"info\", \"span\": [%lu, %lu], "
                                 "\"message\": \"The house does not want “%s”.\"}";
    char finding[512];
    ibidem_bytes json;
    int len;
    /* A word of the list with a quotation mark would end the string: none is one word of letters. */
    len = snprintf(finding, sizeof(finding), FORMAT, (unsigned long)start, (unsigned long)end, word);
    if (len < 0 || (size_t)len >= sizeof(finding)) {
        return IBIDEM_OK;
    }
    json.ptr = (const uint8_t *)finding;
    json.len = (size_t)len;
    return host->emit(host->ctx, IBIDEM_FINDING, json);
}

static int32_t check_words(void *instance, const ibidem_host *host, ibidem_bytes request) {
    json message, text;
    size_t len, at = 0, start;
    char *bytes;

    message.at = (const char *)request.ptr;
    message.end = message.at + request.len;
    text = json_member(json_member(message, "paper"), "text");
    bytes = malloc(json_string_room(text) + 1);
    if (bytes == NULL) {
        return fail(host, "there is no memory for the text");
    }
    len = json_string(text, bytes);
    while (at < len) {
        const char *word;
        for (start = at; at < len && is_letter(bytes[at]); at++) {
        }
        word = unwanted(instance, bytes + start, at - start);
        if (word != NULL && report(host, word, start, at) != 0) {
            break;
        }
        at += at == start;
    }
    free(bytes);
    return IBIDEM_OK;
}

static void close_words(void *instance) {
    free(instance);
}

extern const ibidem_plugin words_plugin;
const ibidem_plugin words_plugin = {IBIDEM_MAGIC,
                                    sizeof(ibidem_plugin),
                                    IBIDEM_PROTOCOL,
                                    IBIDEM_MINOR,
                                    STATIC_BYTES(MANIFEST),
                                    open_words,
                                    check_words,
                                    close_words};
