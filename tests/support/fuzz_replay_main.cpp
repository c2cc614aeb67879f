// Replays a corpus through a fuzzer without libFuzzer, so that known-bad inputs run in every build.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace {

std::string bytes_of(std::filesystem::path const& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void replay(std::filesystem::path const& file) {
  auto const bytes = bytes_of(file);
  // Named first: a crash leaves the culprit as the last line.
  std::printf("%s (%zu bytes)\n", file.c_str(), bytes.size());
  std::fflush(stdout);
  LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size());
}

int replay_all(int count, char** names) {
  int replayed = 0;
  for (int i = 1; i < count; ++i) {
    if (!std::filesystem::is_directory(names[i])) {
      replay(names[i]);
      ++replayed;
      continue;
    }
    for (auto const& entry : std::filesystem::recursive_directory_iterator(names[i])) {
      if (!entry.is_regular_file()) continue;
      replay(entry.path());
      ++replayed;
    }
  }
  std::printf("%d inputs replayed\n", replayed);
  return replayed;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return replay_all(argc, argv) > 0 ? 0 : 1;  // an empty corpus proves nothing
  } catch (std::exception const& error) {
    std::fprintf(stderr, "uncaught: %s\n", error.what());
    return 1;
  }
}
