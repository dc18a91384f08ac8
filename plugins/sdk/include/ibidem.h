/*
 * ibidem.h: the boundary between ibidem and a checker's library, protocol 1.
 *
 * Made from plugins/sdk/src/abi.rs; a test holds the two together.
 *
 * A checker exports one static table. The program opens the library in a worker process, never in
 * its own, reads the table, and never unloads the library.
 *
 * - All text is UTF-8, all messages are JSON; unknown members of a message are to be ignored.
 * - Nobody frees what another made: bytes are borrowed until the call returns.
 * - Nothing unwinds across: catch C++ exceptions before they leave a function.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
#ifndef IBIDEM_H
#define IBIDEM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The first word of every plugin table: “IBDM”. */
#define IBIDEM_MAGIC 0x4D444249u
/* The version of this boundary: its own number, never that of the program. */
#define IBIDEM_PROTOCOL 1u
/* What was added without breaking the protocol; larger is newer. */
#define IBIDEM_MINOR 0u
/* It went well. */
#define IBIDEM_OK 0
/* It went wrong; the reason is logged at level 1 before. */
#define IBIDEM_ERROR (-1)
/* The program does not do this for the plugin. */
#define IBIDEM_REFUSED (-2)
/* The plugin panicked, or threw. */
#define IBIDEM_PANIC (-100)
/* Kind of `emit`: a finding, while `check` runs: `{"rule", "severity", "span": [0, 4], "message", …}`. */
#define IBIDEM_FINDING 1u
/* Kind of `emit`: a record, an object of the plugin's own, while `check` runs; the manifest declares `records`. */
#define IBIDEM_RECORD 2u
/* Kind of `emit`: how far it has come, `{"done": 3, "total": 96}`. */
#define IBIDEM_PROGRESS 3u
/* Kind of `emit`: a rule, while `open` runs: `{"name", "severity", "page"}`. */
#define IBIDEM_RULE 4u
/* Level of `log`: it cannot go on. */
#define IBIDEM_LOG_ERROR 1u
/* Level of `log`: it goes on, with less than it should have. */
#define IBIDEM_LOG_WARNING 2u
/* Level of `log`: for its author. */
#define IBIDEM_LOG_INFO 3u

/* Bytes that somebody else owns, borrowed until the call returns; always UTF-8. */
typedef struct ibidem_bytes {
    /* The first of them; may be null where there are none. */
    const uint8_t *ptr;
    /* How many. */
    size_t len;
} ibidem_bytes;

/*
 * Takes an answer of a service, one whole JSON value: called once for each, on the calling
 * thread, while `call` runs; where the code is not 0, the last one says in a sentence what is wrong.
 */
typedef void (*ibidem_reply)(void *reply_ctx, ibidem_bytes json);

/*
 * What the program offers a plugin; valid until the process ends.
 *
 * Every function may be called from any thread, and each gets `ctx` first. Look at `struct_size` before
 * any member that came after protocol 1.
 */
typedef struct ibidem_host {
    /* The size of this table in the program. */
    uint32_t struct_size;
    /* The protocol that the program speaks. */
    uint32_t protocol;
    /* Its minor version. */
    uint32_t minor;
    /* Zero. */
    uint32_t reserved;
    /* The program's own; to be handed back. */
    void *ctx;
    /* Takes a result; the program copies it. Nonzero means that it wants no more. */
    int32_t (*emit)(void *ctx, uint32_t kind, ibidem_bytes json);
    /* Takes a line for the log; the program copies it. */
    void (*log)(void *ctx, uint32_t level, ibidem_bytes utf8);
    /* Nonzero if nobody waits for the answer any more. */
    int32_t (*cancelled)(void *ctx);
    /*
     * Asks a service, and may block; the code is that of a service that is refused, or that fails.
     *
     * `reply` and its context may be null where no answer is wanted.
     */
    int32_t (*call)(void *ctx, ibidem_bytes service, ibidem_bytes request, ibidem_reply reply, void *reply_ctx);
} ibidem_host;

/*
 * What a plugin's library exports: one static of this type, named `<library>_plugin`.
 *
 * `libibidem_words.so` exports `ibidem_words_plugin`. The table grows at its end only, and the program
 * compares magic and protocol before it calls anything. It calls `open`, `check` and `close` one after
 * another on one thread; a plugin may start threads of its own and call the program from them.
 */
typedef struct ibidem_plugin {
    /* The magic number. */
    uint32_t magic;
    /* The size of this table in the plugin. */
    uint32_t struct_size;
    /* The protocol that the plugin speaks. */
    uint32_t protocol;
    /* Its minor version. */
    uint32_t minor;
    /* The text of its `plugin.toml`; static. */
    ibidem_bytes manifest;
    /*
     * Makes an instance from its configuration, `{"options": {…}}`, and emits its rules.
     *
     * On success the instance is the plugin's until `close`, and may be null; on failure there is none.
     */
    int32_t (*open)(const ibidem_host *host, ibidem_bytes config, void **instance);
    /*
     * Checks one paper, `{"now": "2026-01-31", "paper": {…}}`, and emits its findings.
     *
     * Any number of times, one after another.
     */
    int32_t (*check)(void *instance, const ibidem_host *host, ibidem_bytes request);
    /* Ends an instance, at most once; may be null. */
    void (*close)(void *instance);
} ibidem_plugin;

/* Whoever compiles this sees the same layout, or does not compile it. */
#define IBIDEM_ASSERT(name, holds) typedef char name##_is_in_place[(holds) ? 1 : -1]
IBIDEM_ASSERT(ibidem_bytes, sizeof(ibidem_bytes) == 0 + 2 * sizeof(void *));
IBIDEM_ASSERT(ibidem_bytes_ptr, offsetof(ibidem_bytes, ptr) == 0 + 0 * sizeof(void *));
IBIDEM_ASSERT(ibidem_bytes_len, offsetof(ibidem_bytes, len) == 0 + 1 * sizeof(void *));
IBIDEM_ASSERT(ibidem_host, sizeof(ibidem_host) == 16 + 5 * sizeof(void *));
IBIDEM_ASSERT(ibidem_host_struct_size, offsetof(ibidem_host, struct_size) == 0 + 0 * sizeof(void *));
IBIDEM_ASSERT(ibidem_host_protocol, offsetof(ibidem_host, protocol) == 4 + 0 * sizeof(void *));
IBIDEM_ASSERT(ibidem_host_minor, offsetof(ibidem_host, minor) == 8 + 0 * sizeof(void *));
IBIDEM_ASSERT(ibidem_host_reserved, offsetof(ibidem_host, reserved) == 12 + 0 * sizeof(void *));
IBIDEM_ASSERT(ibidem_host_ctx, offsetof(ibidem_host, ctx) == 16 + 0 * sizeof(void *));
IBIDEM_ASSERT(ibidem_host_emit, offsetof(ibidem_host, emit) == 16 + 1 * sizeof(void *));
IBIDEM_ASSERT(ibidem_host_log, offsetof(ibidem_host, log) == 16 + 2 * sizeof(void *));
IBIDEM_ASSERT(ibidem_host_cancelled, offsetof(ibidem_host, cancelled) == 16 + 3 * sizeof(void *));
IBIDEM_ASSERT(ibidem_host_call, offsetof(ibidem_host, call) == 16 + 4 * sizeof(void *));
IBIDEM_ASSERT(ibidem_plugin, sizeof(ibidem_plugin) == 16 + 5 * sizeof(void *));
IBIDEM_ASSERT(ibidem_plugin_magic, offsetof(ibidem_plugin, magic) == 0 + 0 * sizeof(void *));
IBIDEM_ASSERT(ibidem_plugin_struct_size, offsetof(ibidem_plugin, struct_size) == 4 + 0 * sizeof(void *));
IBIDEM_ASSERT(ibidem_plugin_protocol, offsetof(ibidem_plugin, protocol) == 8 + 0 * sizeof(void *));
IBIDEM_ASSERT(ibidem_plugin_minor, offsetof(ibidem_plugin, minor) == 12 + 0 * sizeof(void *));
IBIDEM_ASSERT(ibidem_plugin_manifest, offsetof(ibidem_plugin, manifest) == 16 + 0 * sizeof(void *));
IBIDEM_ASSERT(ibidem_plugin_open, offsetof(ibidem_plugin, open) == 16 + 2 * sizeof(void *));
IBIDEM_ASSERT(ibidem_plugin_check, offsetof(ibidem_plugin, check) == 16 + 3 * sizeof(void *));
IBIDEM_ASSERT(ibidem_plugin_close, offsetof(ibidem_plugin, close) == 16 + 4 * sizeof(void *));
#undef IBIDEM_ASSERT

#ifdef __cplusplus
}
#endif

#endif /* IBIDEM_H */
