#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqlite/rows/rows.hpp"
#include "protocol/bytes.hpp"

/// Lists of ids and of enumerators as one blob.
namespace carerelay::sqlite {

template <class Id>
std::vector<std::string> texts_of(std::vector<Id> const& ids) {
  std::vector<std::string> out;
  for (auto const& id : ids) out.push_back(id.text());
  return out;
}

template <class Id>
bool parse_into(std::string_view text, Id& out) {
  auto const parsed = Id::parse(text);
  if (parsed) out = *parsed;
  return parsed.has_value();
}

template <class Id>
bool unpack_ids(std::string_view blob, std::vector<Id>& out) {
  std::vector<std::string> texts;
  if (!unpack(blob, texts)) return false;
  out.resize(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!parse_into(texts[i], out[i])) return false;
  }
  return true;
}

template <class Enum>
std::vector<Enum> unpack_bytes(std::string_view blob) {
  std::vector<Enum> out;
  for (char const byte : blob) out.push_back(static_cast<Enum>(byte));
  return out;
}

template <class Id>
std::string pack_ids(std::vector<Id> const& ids) {
  return pack(texts_of(ids));
}

template <class Enum>
protocol::bytes_view bytes_of(std::vector<Enum> const& list) {
  return {reinterpret_cast<std::uint8_t const*>(list.data()), list.size()};
}

}  // namespace carerelay::sqlite
