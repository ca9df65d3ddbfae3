/* Loads an addon under musl: there is no Node.js for musl in any package registry, so Node-API's functions are stubs
 * (scripts/check-musl.mjs writes them), and what is shown is that the loader finds all that the addon asks for. */
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv) {
  void *addon = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
  if (addon == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  return dlsym(addon, "napi_register_module_v1") == NULL ? 2 : 0;
}
