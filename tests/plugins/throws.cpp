// A checker in C++ that lets an exception leave a function.
#include "ibidem.h"

#include <stdexcept>

static const char MANIFEST[] = "id = \"throws\"\nversion = \"1.0.0\"\nprotocol = 1\nkind = \"native\"\n";

static int32_t open_checker(const ibidem_host *, ibidem_bytes, void **) {
    return IBIDEM_OK;
}

static int32_t check_paper(void *, const ibidem_host *, ibidem_bytes) {
    throw std::runtime_error("it was told to");
}

extern "C" const ibidem_plugin throws_plugin;
extern "C" const ibidem_plugin throws_plugin = {
    IBIDEM_MAGIC,
    sizeof(ibidem_plugin),
    IBIDEM_PROTOCOL,
    IBIDEM_MINOR,
    {reinterpret_cast<const uint8_t *>(MANIFEST), sizeof(MANIFEST) - 1},
    open_checker,
    check_paper,
    nullptr};
