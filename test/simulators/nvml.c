/*
 * A driver library that plays what the file beside it says: the library `x.so` reads `x.so.control` at every
 * call. Its first line is the code that nvmlInit answers; each further line is one device:
 *
 *     UUID DOMAIN:BUS:DEVICE ARCHITECTURE MIG ENERGY POWER ERROR NAME
 *
 * ARCHITECTURE is that of nvmlDeviceArchitecture_t. MIG is 0, 1 or - (not supported). ENERGY is millijoules, - (not supported), or `live`: the counter then
 * follows the clock at POWER, one tick every 20 ms. POWER is milliwatts or -. ERROR is the code that every
 * call for the device answers once its handle is there; 0 for none. Compiled with OLD_DRIVER, the library
 * lacks the functions that drivers of the Pascal years lack.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SUCCESS = 0, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, INSUFFICIENT_SIZE = 7, UNKNOWN = 999 };
enum { MAX_DEVICES = 16, LIVE_TICK_MS = 20 };

struct device {
  char uuid[96], mig[8], energy[32], power[32], name[96];
  unsigned domain, bus, device, architecture;
  int error;
};

struct pci_info {
  char bus_id_legacy[16];
  unsigned domain, bus, device, pci_device_id, pci_subsystem_id;
  char bus_id[32];
};

static int load(int *init, struct device *devices, unsigned *count) {
  Dl_info self;
  char path[4096], line[512];
  if (!dladdr((void *)load, &self)) return UNKNOWN;
  snprintf(path, sizeof path, "%s.control", self.dli_fname);
  FILE *file = fopen(path, "r");
  if (!file) return UNKNOWN;
  *count = 0;
  *init = fgets(line, sizeof line, file) ? atoi(line) : UNKNOWN;
  while (*count < MAX_DEVICES && fgets(line, sizeof line, file)) {
    struct device *d = &devices[*count];
    if (sscanf(line, "%95s %x:%x:%x %u %7s %31s %31s %d %95[^\n]", d->uuid, &d->domain, &d->bus, &d->device,
               &d->architecture, d->mig, d->energy, d->power, &d->error, d->name) == 10)
      ++*count;
  }
  fclose(file);
  return SUCCESS;
}

static int find(void *handle, struct device *found) {
  struct device devices[MAX_DEVICES];
  unsigned count;
  int init, code = load(&init, devices, &count);
  size_t number = (size_t)handle;
  if (code) return code;
  if (number < 1 || number > count) return INVALID_ARGUMENT;
  *found = devices[number - 1];
  return found->error;
}

static int copy(const char *text, char *to, unsigned length) {
  if (strlen(text) + 1 > length) return INSUFFICIENT_SIZE;
  strcpy(to, text);
  return SUCCESS;
}

int nvmlInit_v2(void) {
  struct device devices[MAX_DEVICES];
  unsigned count;
  int init, code = load(&init, devices, &count);
  return code ? code : init;
}

int nvmlDeviceGetCount_v2(unsigned *count) {
  struct device devices[MAX_DEVICES];
  int init;
  return load(&init, devices, count);
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **handle) {
  *handle = (void *)(size_t)(index + 1);
  return SUCCESS;
}

int nvmlDeviceGetUUID(void *handle, char *uuid, unsigned length) {
  struct device d;
  int code = find(handle, &d);
  return code ? code : copy(d.uuid, uuid, length);
}

int nvmlDeviceGetName(void *handle, char *name, unsigned length) {
  struct device d;
  int code = find(handle, &d);
  return code ? code : copy(d.name, name, length);
}

int nvmlDeviceGetPciInfo_v3(void *handle, struct pci_info *pci) {
  struct device d;
  int code = find(handle, &d);
  if (code) return code;
  memset(pci, 0, sizeof *pci);
  pci->domain = d.domain;
  pci->bus = d.bus;
  pci->device = d.device;
  return SUCCESS;
}

int nvmlDeviceGetPowerUsage(void *handle, unsigned *milliwatts) {
  struct device d;
  int code = find(handle, &d);
  if (code) return code;
  if (d.power[0] == '-') return NOT_SUPPORTED;
  *milliwatts = (unsigned)strtoul(d.power, NULL, 10);
  return SUCCESS;
}

#ifndef OLD_DRIVER
int nvmlDeviceGetArchitecture(void *handle, unsigned *architecture) {
  struct device d;
  int code = find(handle, &d);
  if (!code) *architecture = d.architecture;
  return code;
}

int nvmlDeviceGetMigMode(void *handle, unsigned *current, unsigned *pending) {
  struct device d;
  int code = find(handle, &d);
  if (code) return code;
  if (d.mig[0] == '-') return NOT_SUPPORTED;
  *current = *pending = (unsigned)atoi(d.mig);
  return SUCCESS;
}

int nvmlDeviceGetTotalEnergyConsumption(void *handle, unsigned long long *millijoules) {
  struct device d;
  int code = find(handle, &d);
  if (code) return code;
  if (d.energy[0] == '-') return NOT_SUPPORTED;
  if (strcmp(d.energy, "live") == 0) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    unsigned long long ms = now.tv_sec * 1000ull + now.tv_nsec / 1000000;
    *millijoules = ms / LIVE_TICK_MS * LIVE_TICK_MS * strtoull(d.power, NULL, 10) / 1000;
  } else {
    *millijoules = strtoull(d.energy, NULL, 10);
  }
  return SUCCESS;
}
#endif
