#include <string>

#include "protocol/csv/reader.hpp"
#include "protocol/csv/writer.hpp"
#include "protocol/text/utf8.hpp"
#include "tests/fuzz/oracle.hpp"

using namespace carerelay::protocol;
using carerelay::fuzz::require;

namespace {

std::string written(csv::table const& table) {
  std::string out;
  csv::writer w(out);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t column = 0; column < table.columns(row); ++column) w.cell(table.cell(row, column));
    w.end_row();
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  csv::read_limits const limits{.bytes = 256 * 1024, .rows = 1'000, .columns = 64, .cell_bytes = 8 * 1024};
  auto const text = carerelay::fuzz::text_of(data, size);
  auto const table = csv::table::parse(text, limits);
  if (!table) {
    require(!table.error().to_fault().detail.empty(), "a refusal says why");
    return 0;
  }
  require(size <= limits.bytes && table->rows() <= limits.rows, "the limits hold");
  std::size_t last = 0;
  for (std::size_t row = 0; row < table->rows(); ++row) {
    require(table->row_number(row) > last, "rows are numbered upwards");
    last = table->row_number(row);
    require(table->columns(row) >= 1 && table->columns(row) <= limits.columns, "the limit of columns holds");
    for (std::size_t column = 0; column < table->columns(row); ++column) {
      auto const cell = table->cell(row, column);
      require(utf8::is_valid(cell) && cell.find('\0') == std::string_view::npos, "what is accepted is text");
      require(cell.size() <= limits.cell_bytes, "the limit of a cell holds");
    }
  }
  auto const again = csv::table::parse(written(*table), {});
  require(again.has_value() && again->rows() == table->rows(), "what is written is read again");
  for (std::size_t row = 0; row < table->rows(); ++row) {
    require(again->columns(row) == table->columns(row), "a row keeps its cells");
    for (std::size_t column = 0; column < table->columns(row); ++column) {
      auto const before = table->cell(row, column);
      auto const after = again->cell(row, column);
      require(after == before || csv::without_guard(after) == before, "a cell comes back as it was");
      require(after.empty() || std::string_view("=+-@\t\r\n").find(after.front()) == std::string_view::npos,
              "no cell runs as a formula");
    }
  }
  return 0;
}
