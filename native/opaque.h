// What travels with a message through librdkafka, and comes back with its report: its slot, and a plug-in's hash.
#pragma once

#include <cstdint>

namespace lingerbus {

static_assert(sizeof(void*) >= 8, "a slot and a hash share the opaque");

inline void* toOpaque(uint32_t slot, uint32_t hash) {
  return reinterpret_cast<void*>(static_cast<uintptr_t>(hash) << 32 | slot);
}
inline uint32_t toSlot(const void* opaque) { return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(opaque)); }
inline uint32_t toHash(const void* opaque) { return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(opaque) >> 32); }

}  // namespace lingerbus
