/* Stands between a program and the C library (LD_PRELOAD) and lets writing fail as a full disk does: for every file whose
   path contains the text in the file named by TONGPING_FAULT, as long as that text is not empty.  Tests alone build it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int is_full(int fd) {
  static __thread int inside;
  const char *flag = getenv("TONGPING_FAULT");
  if (flag == NULL || inside) return 0;
  inside = 1;
  char part[512] = "", link[64], path[4096];
  int file = open(flag, O_RDONLY | O_CLOEXEC);
  ssize_t length = file < 0 ? 0 : read(file, part, sizeof part - 1);
  if (file >= 0) close(file);
  part[length < 0 ? 0 : length] = 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t end = part[0] == 0 ? -1 : readlink(link, path, sizeof path - 1);
  inside = 0;
  if (end < 0) return 0;
  path[end] = 0;
  if (strstr(path, part) == NULL) return 0;
  errno = ENOSPC;
  return 1;
}

#define GUARDED(type, name, params, args)                                   \
  type name params {                                                        \
    static type(*real) params;                                              \
    if (real == NULL) real = (type(*) params)dlsym(RTLD_NEXT, #name);       \
    return is_full(fd) ? -1 : real args;                                    \
  }

GUARDED(ssize_t, write, (int fd, const void *bytes, size_t count), (fd, bytes, count))
GUARDED(ssize_t, pwrite, (int fd, const void *bytes, size_t count, off_t at), (fd, bytes, count, at))
GUARDED(ssize_t, pwrite64, (int fd, const void *bytes, size_t count, off64_t at), (fd, bytes, count, at))
GUARDED(int, fsync, (int fd), (fd))
GUARDED(int, fdatasync, (int fd), (fd))
GUARDED(int, ftruncate, (int fd, off_t size), (fd, size))
GUARDED(int, ftruncate64, (int fd, off64_t size), (fd, size))
