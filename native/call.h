// The arguments of one call from JavaScript, and the handle of the client that it is made on.
#pragma once

#include <node_api.h>

#include <array>

#include "handle.h"

namespace lingerbus {

template <size_t Count>
struct Call {
  std::array<napi_value, Count> args{};
  void* data = nullptr;
  size_t count = Count;
  bool ok = false;

  Call(napi_env env, napi_callback_info info, size_t needed = Count) {
    ok = napi_get_cb_info(env, info, &count, args.data(), nullptr, &data) == napi_ok && count >= needed &&
         count <= Count;
  }
  Handle& handle() const { return *static_cast<Handle*>(data); }
};

inline napi_value undefined(napi_env env) {
  napi_value value = nullptr;
  return napi_get_undefined(env, &value) == napi_ok ? value : nullptr;
}

}  // namespace lingerbus
