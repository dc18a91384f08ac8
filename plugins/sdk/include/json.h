/* As much JSON as a checker needs: finds members, walks arrays, unescapes strings. No allocation. */
#ifndef JSON_H
#define JSON_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A value is where it begins and where the whole message ends; a null `at` is no value. */
typedef struct json {
    const char *at, *end;
} json;

static inline json json_space(json value) {
    while (value.at && value.at < value.end && strchr(" \t\r\n,:", *value.at)) {
        value.at++;
    }
    if (value.at == value.end) {
        value.at = NULL;
    }
    return value;
}

/* What stands behind a value. */
static inline json json_skip(json value) {
    int depth = 0;
    value = json_space(value);
    while (value.at && value.at < value.end) {
        char c = *value.at++;
        if (c == '"') {
            while (value.at < value.end && *value.at != '"') {
                value.at += *value.at == '\\' && value.at + 1 < value.end ? 2 : 1;
            }
            value.at += value.at < value.end;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
        } else {
            while (value.at < value.end && !strchr(",:]} \t\r\n", *value.at)) {
                value.at++;
            }
        }
        if (depth <= 0) {
            break;
        }
        value = json_space(value);
    }
    return json_space(value);
}

/* The first element of an array or name of an object, or no value. */
static inline json json_enter(json value, char bracket) {
    value = json_space(value);
    if (!value.at || *value.at != bracket) {
        value.at = NULL;
        return value;
    }
    value.at++;
    value = json_space(value);
    if (value.at && (*value.at == ']' || *value.at == '}')) {
        value.at = NULL;
    }
    return value;
}

/* The next element of an array, or no value behind the last. */
static inline json json_next(json value) {
    value = json_skip(value);
    if (value.at && (*value.at == ']' || *value.at == '}')) {
        value.at = NULL;
    }
    return value;
}

/* The value of a member; names with escapes are not found. */
static inline json json_member(json object, const char *name) {
    size_t len = strlen(name);
    json member = json_enter(object, '{');
    while (member.at) {
        json value = json_skip(member);
        size_t left = (size_t)(member.end - member.at);
        if (left > len + 1 && memcmp(member.at + 1, name, len) == 0 && member.at[len + 1] == '"') {
            return value;
        }
        member = json_next(value);
    }
    return member;
}

static inline uint32_t json_hex(const char *digits) {
    uint32_t value = 0;
    int i;
    for (i = 0; i < 4; i++) {
        char c = digits[i];
        value = value * 16 + (uint32_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return value;
}

static inline size_t json_utf8(uint32_t code, char *to) {
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xC0 | code >> 6);
        to[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xE0 | code >> 12);
        to[1] = (char)(0x80 | (code >> 6 & 0x3F));
        to[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | code >> 18);
    to[1] = (char)(0x80 | (code >> 12 & 0x3F));
    to[2] = (char)(0x80 | (code >> 6 & 0x3F));
    to[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

/* How many bytes a string takes at most without its escapes. */
static inline size_t json_string_room(json value) {
    json behind = json_skip(value);
    const char *end = behind.at ? behind.at : value.end;
    return value.at ? (size_t)(end - value.at) : 0;
}

/* Writes a string without its escapes, and gives its length; `to` has `json_string_room` bytes. */
static inline size_t json_string(json value, char *to) {
    size_t len = 0;
    const char *at, *end = value.end;
    value = json_space(value);
    if (!value.at || *value.at != '"') {
        return 0;
    }
    for (at = value.at + 1; at < end && *at != '"'; at++) {
        if (*at != '\\' || at + 1 >= end) {
            to[len++] = *at;
            continue;
        }
        switch (*++at) {
        case 'n': to[len++] = '\n'; break;
        case 't': to[len++] = '\t'; break;
        case 'r': to[len++] = '\r'; break;
        case 'b': to[len++] = '\b'; break;
        case 'f': to[len++] = '\f'; break;
        case 'u':
            if (end - at > 5) {
                uint32_t code = json_hex(at + 1);
                at += 4;
                if (code >= 0xD800 && code < 0xDC00 && end - at > 7 && at[1] == '\\' && at[2] == 'u') {
                    code = 0x10000 + ((code - 0xD800) << 10) + (json_hex(at + 3) - 0xDC00);
                    at += 6;
                }
                len += json_utf8(code, to + len);
            }
            break;
        default: to[len++] = *at;
        }
    }
    return len;
}

#endif /* JSON_H */
