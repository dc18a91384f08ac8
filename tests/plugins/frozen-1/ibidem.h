/*
 * ibidem.h: the boundary between ibidem and a checker's library, protocol 1.
 *
 * A checker exports one static table, `<library>_plugin`: libibidem_words.so exports
 * `ibidem_words_plugin`. The program opens the library in a worker process, never in its own,
 * reads the table, and never unloads the library.
 *
 * - All text is UTF-8, all messages are JSON; unknown members of a message are to be ignored.
 * - Nobody frees what another made: bytes are borrowed until the call returns.
 * - Nothing unwinds across: catch C++ exceptions before they leave a function.
 * - The program calls `open`, `check` and `close` one after another, on one thread. A plugin may
 *   start threads of its own and call the program from them.
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

#define IBIDEM_MAGIC 0x4D444249u /* "IBDM" */
#define IBIDEM_PROTOCOL 1u       /* its own number, not the program's version */
#define IBIDEM_MINOR 0u          /* what was added without breaking the protocol */

/* What a call returns. */
#define IBIDEM_OK 0
#define IBIDEM_ERROR (-1)   /* log the reason at level 1 before returning it */
#define IBIDEM_REFUSED (-2) /* the program does not do this for the plugin */
#define IBIDEM_PANIC (-100) /* the plugin panicked, or threw */

/* Kinds of `emit`. */
#define IBIDEM_FINDING 1u  /* {"rule", "severity", "span": [start, end], "message", ...}, during `check` */
#define IBIDEM_RECORD 2u   /* a record, during `check` */
#define IBIDEM_PROGRESS 3u /* {"done": 3, "total": 96} */
#define IBIDEM_RULE 4u     /* {"name", "severity", "page"}, during `open` */

/* Levels of `log`. */
#define IBIDEM_LOG_ERROR 1u
#define IBIDEM_LOG_WARNING 2u
#define IBIDEM_LOG_INFO 3u

/* Bytes that somebody else owns, borrowed until the call returns. */
typedef struct ibidem_bytes {
    const uint8_t *ptr; /* may be null where there are none */
    size_t len;
} ibidem_bytes;

/* Takes the answer of a service; called once or more, on the calling thread, while `call` runs. */
typedef void (*ibidem_reply)(void *reply_ctx, ibidem_bytes json);

/*
 * What the program offers a plugin. Valid until the process ends; its functions may be called
 * from any thread, with `ctx` first. Look at `struct_size` before any member that came after
 * protocol 1.
 */
typedef struct ibidem_host {
    uint32_t struct_size, protocol, minor, reserved;
    void *ctx; /* the program's own */
    /* Takes a result, which the program copies. Nonzero: the program wants no more. */
    int32_t (*emit)(void *ctx, uint32_t kind, ibidem_bytes json);
    /* Takes a line for the log, which the program copies. */
    void (*log)(void *ctx, uint32_t level, ibidem_bytes utf8);
    /* Nonzero if nobody waits for the answer any more. */
    int32_t (*cancelled)(void *ctx);
    /* Asks a service; may block. IBIDEM_REFUSED where the service is not granted. */
    int32_t (*call)(void *ctx, ibidem_bytes service, ibidem_bytes request, ibidem_reply reply,
                    void *reply_ctx);
} ibidem_host;

/* The table that a plugin exports. It grows at its end only. */
typedef struct ibidem_plugin {
    uint32_t magic, struct_size, protocol, minor;
    ibidem_bytes manifest; /* the text of its plugin.toml; static */
    /*
     * Makes an instance from {"options": {...}}, and emits its rules. On success the instance is
     * the plugin's until `close`; on failure there is none.
     */
    int32_t (*open)(const ibidem_host *host, ibidem_bytes config, void **instance);
    /* Checks one paper, {"now": "2026-01-31", "paper": {...}}, and emits its findings. */
    int32_t (*check)(void *instance, const ibidem_host *host, ibidem_bytes request);
    /* Ends an instance, at most once; may be null. */
    void (*close)(void *instance);
} ibidem_plugin;

#ifdef __cplusplus
}
#endif

#endif /* IBIDEM_H */
