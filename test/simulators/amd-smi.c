/*
 * AMD's system management library with GPUs that draw constant power. The library `x.so` does what the file
 * `x.so.control` says, which it reads at every call (write a new one and rename it over the old). A line each:
 *
 *     init STATUS            what amdsmi_init answers
 *     gpu BDF STATUS START SINCE POWER BITS BACK RESOLUTION UUID NAME
 *
 * A GPU is at the PCI address BDF (an amdsmi_bdf_t, in decimal digits), answers STATUS when it is asked for its
 * energy, and counts, in units of 2^-16 J, from START at SINCE (seconds of CLOCK_MONOTONIC) at POWER watts, in BITS
 * bits, less BACK. RESOLUTION is what it says of its unit, in microjoules; UUID is `-` for none. NAME ends the line.
 * Every GPU has a socket of its own.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SUCCESS = 0, INVAL = 1, NOT_SUPPORTED = 2, NOT_FOUND = 31, NOT_INIT = 32 };
enum { MAX_GPUS = 16, UUID_BYTES = 38 };

struct gpu {
  uint64_t bdf, start, back;
  int status, bits;
  double since, power;
  float resolution;
  char uuid[64], name[128];
};

static struct gpu gpus[MAX_GPUS];
static uint32_t count;
static int init_status, initialised;

static void load(void) {
  Dl_info self;
  char path[4096], line[1024];
  count = 0;
  init_status = SUCCESS;
  if (!dladdr((void *)load, &self)) return;
  snprintf(path, sizeof path, "%s.control", self.dli_fname);
  FILE *file = fopen(path, "r");
  if (!file) return;
  while (fgets(line, sizeof line, file)) {
    struct gpu *gpu = &gpus[count];
    if (sscanf(line, "init %d", &init_status) == 1) continue;
    if (count < MAX_GPUS &&
        sscanf(line, "gpu %" SCNu64 " %d %" SCNu64 " %lf %lf %d %" SCNu64 " %f %63s %127[^\n]", &gpu->bdf,
               &gpu->status, &gpu->start, &gpu->since, &gpu->power, &gpu->bits, &gpu->back, &gpu->resolution,
               gpu->uuid, gpu->name) == 10)
      count++;
  }
  fclose(file);
}

/* Handles are numbers from 1 on, so that no GPU has a null pointer. */
static struct gpu *find(void *handle) {
  load();
  uintptr_t number = (uintptr_t)handle;
  return initialised && number >= 1 && number <= count ? &gpus[number - 1] : NULL;
}

int amdsmi_init(uint64_t flags) {
  load();
  if (flags != 2) return INVAL;
  initialised = init_status == SUCCESS;
  return init_status;
}

int amdsmi_get_socket_handles(uint32_t *sockets, void **handles) {
  load();
  if (!initialised) return NOT_INIT;
  if (!sockets) return INVAL;
  if (!handles) {
    *sockets = count;
    return SUCCESS;
  }
  if (*sockets > count) *sockets = count;
  for (uint32_t index = 0; index < *sockets; index++) handles[index] = (void *)(uintptr_t)(index + 1);
  return SUCCESS;
}

int amdsmi_get_processor_handles(void *socket, uint32_t *processors, void **handles) {
  if (!find(socket)) return NOT_FOUND;
  if (!processors) return INVAL;
  if (handles && *processors > 0) handles[0] = socket;
  *processors = 1;
  return SUCCESS;
}

int amdsmi_get_gpu_device_uuid(void *handle, unsigned int *length, char *uuid) {
  struct gpu *gpu = find(handle);
  if (!gpu) return NOT_FOUND;
  if (!length || !uuid || *length < UUID_BYTES) return INVAL;
  if (!strcmp(gpu->uuid, "-")) return NOT_SUPPORTED;
  snprintf(uuid, *length, "%s", gpu->uuid);
  return SUCCESS;
}

int amdsmi_get_gpu_device_bdf(void *handle, uint64_t *bdf) {
  struct gpu *gpu = find(handle);
  if (!gpu) return NOT_FOUND;
  *bdf = gpu->bdf;
  return SUCCESS;
}

int amdsmi_get_gpu_asic_info(void *handle, void *info) {
  struct gpu *gpu = find(handle);
  if (!gpu) return NOT_FOUND;
  memcpy(info, gpu->name, sizeof gpu->name);
  return SUCCESS;
}

int amdsmi_get_energy_count(void *handle, uint64_t *counts, float *resolution, uint64_t *timestamp) {
  struct gpu *gpu = find(handle);
  struct timespec now;
  if (!gpu) return NOT_FOUND;
  if (!counts || !resolution || !timestamp) return INVAL;
  if (gpu->status != SUCCESS) return gpu->status;
  clock_gettime(CLOCK_MONOTONIC, &now);
  double drawn = gpu->power * (now.tv_sec + now.tv_nsec / 1e9 - gpu->since) * 65536;
  *counts = gpu->start + (uint64_t)fmax(drawn, 0) - gpu->back;
  if (gpu->bits < 64) *counts &= (UINT64_C(1) << gpu->bits) - 1;
  *resolution = gpu->resolution;
  *timestamp = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
  return SUCCESS;
}
