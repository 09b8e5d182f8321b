/* A disk that is full from the n-th write on, for the files under one folder. The test and this library share a file with one number:
   below zero nothing fails, above it so many writes go through, and at zero every one fails with ENOSPC until the test sets it again. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_int *left;
static const char *folder;

__attribute__((constructor)) static void begin(void) {
  const char *shared = getenv("DIGITIZE_FULL_LEFT");
  folder = getenv("DIGITIZE_FULL_FOLDER");
  int file = shared && folder ? open(shared, O_RDWR) : -1;
  void *at = file < 0 ? MAP_FAILED : mmap(0, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  left = at == MAP_FAILED ? 0 : at;
}

/* SQLite tells a write without room apart, and an fsync that fails it calls a broken disk, as it may. */
static int is_full(int descriptor, int is_write) {
  char link[64], path[4096];
  if (!left || atomic_load(left) < 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  if (strncmp(path, folder, strlen(folder))) return 0;
  if (!is_write && strstr(path, "digitize.db")) return 0;
  for (int seen = atomic_load(left); seen >= 0;)
    if (seen == 0) { errno = ENOSPC; return 1; }
    else if (atomic_compare_exchange_weak(left, &seen, seen - 1)) return 0;
  return 0;
}

#define CALL(type, name, is_write, parameters, arguments) \
  type name parameters { \
    static type (*real) parameters; \
    if (!real) real = (type (*) parameters)dlsym(RTLD_NEXT, #name); \
    return is_full(file, is_write) ? (type)-1 : real arguments; \
  }

CALL(ssize_t, write, 1, (int file, const void *bytes, size_t count), (file, bytes, count))
CALL(ssize_t, pwrite, 1, (int file, const void *bytes, size_t count, off_t at), (file, bytes, count, at))
CALL(ssize_t, pwrite64, 1, (int file, const void *bytes, size_t count, off64_t at), (file, bytes, count, at))
CALL(ssize_t, writev, 1, (int file, const struct iovec *parts, int count), (file, parts, count))
CALL(ssize_t, pwritev, 1, (int file, const struct iovec *parts, int count, off_t at), (file, parts, count, at))
CALL(ssize_t, pwritev64, 1, (int file, const struct iovec *parts, int count, off64_t at), (file, parts, count, at))
CALL(int, fsync, 0, (int file), (file))
CALL(int, fdatasync, 0, (int file), (file))
CALL(int, ftruncate, 0, (int file, off_t length), (file, length))
CALL(int, ftruncate64, 0, (int file, off64_t length), (file, length))
