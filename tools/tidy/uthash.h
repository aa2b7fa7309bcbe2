/*
 * uthash as clang-tidy sees it: what HASH_DELETE leaves behind, said in words that the
 * analyser can follow. With the real one it takes whatever was deleted for still linked.
 */
#include_next <uthash.h>

#undef HASH_DELETE
#define HASH_DELETE(hh, head, item)                                                        \
    do {                                                                                   \
        if ((head) == (item))                                                              \
            (head) = (item)->hh.next;                                                      \
    } while (0)
