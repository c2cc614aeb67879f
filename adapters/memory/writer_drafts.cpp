#include "adapters/memory/writer.hpp"

namespace carerelay::memory {

void writer::put_draft(ports::draft_row const& draft) {
  undo_.keep_key(data_.drafts, draft.id);
  data_.drafts[draft.id] = draft;
}

}  // namespace carerelay::memory
