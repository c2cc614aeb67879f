#include "protocol/seal/words.hpp"

#include "protocol/bytes.hpp"
#include "protocol/crypto/derive.hpp"
#include "protocol/crypto/hash.hpp"

namespace carerelay::protocol::seal {
namespace {

constexpr unsigned rounds = 65'536;

std::string spoken(std::string_view lines) {
  auto const sum = crypto::sha256(lines);
  auto const bytes = crypto::pbkdf2_sha256(sum, as_bytes("carerelay.v1 words"), rounds, words_spoken);
  std::string out;
  for (auto const byte : bytes) {
    if (!out.empty()) out += ' ';
    out += word_list()[byte];
  }
  return out;
}

/// The words with one blank between them, in small letters.
std::string plain(std::string_view typed) {
  std::string out;
  for (char const c : typed.substr(0, 400)) {
    bool const is_capital = c >= 'A' && c <= 'Z';
    if (is_capital || (c >= 'a' && c <= 'z')) {
      out += is_capital ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace

std::array<std::string_view, 256> const& word_list() noexcept {
  static constexpr std::array<std::string_view, 256> list{
      "acorn",      "airport",   "album",    "almond",   "anchor",   "animal",    "ankle",    "apple",    "apron",
      "arrow",      "autumn",    "badger",   "bakery",   "balcony",  "banjo",     "barley",   "basket",   "beacon",
      "bedroom",    "beetle",    "bishop",   "blanket",  "blossom",  "border",    "bottle",   "branch",   "breakfast",
      "bridge",     "brother",   "bubble",   "bucket",   "buffalo",  "bundle",    "butter",   "cabbage",  "cabin",
      "camel",      "canvas",    "carpet",   "carrot",   "castle",   "cathedral", "cellar",   "cement",   "chapel",
      "cheese",     "cherry",    "chicken",  "chimney",  "circus",   "citizen",   "clover",   "cobweb",   "coffee",
      "comet",      "compass",   "copper",   "cottage",  "cousin",   "crayon",    "cricket",  "crystal",  "cucumber",
      "cupboard",   "curtain",   "cushion",  "daisy",    "dancer",   "daughter",  "denim",    "desert",   "diamond",
      "dinner",     "doctor",    "dolphin",  "domino",   "donkey",   "dragon",    "drummer",  "dungeon",  "eagle",
      "elbow",      "elephant",  "eleven",   "emerald",  "engine",   "envelope",  "evening",  "fabric",   "falcon",
      "farmer",     "fiddle",    "finger",   "flamingo", "football", "forest",    "fossil",   "fountain", "galaxy",
      "garage",     "garden",    "garlic",   "giraffe",  "glacier",  "goblet",    "goldfish", "grandma",  "guitar",
      "hammer",     "hamster",   "harbour",  "harvest",  "hazel",    "hedgehog",  "helmet",   "highway",  "holiday",
      "honey",      "horizon",   "hospital", "iceberg",  "igloo",    "infant",    "insect",   "island",   "ivory",
      "jacket",     "jaguar",    "jelly",    "jigsaw",   "journey",  "judge",     "jungle",   "kennel",   "kettle",
      "kingdom",    "kitchen",   "ladder",   "lagoon",   "lantern",  "laundry",   "lemon",    "leopard",  "library",
      "lighthouse", "lizard",    "lobster",  "lotus",    "lunch",    "magnet",    "mango",    "marble",   "market",
      "meadow",     "medal",     "melon",    "mermaid",  "midnight", "mirror",    "monsoon",  "museum",   "mushroom",
      "mustard",    "napkin",    "necklace", "nephew",   "nickel",   "notebook",  "nugget",   "nurse",    "nutmeg",
      "oatmeal",    "octopus",   "olive",    "onion",    "orange",   "orchestra", "ostrich",  "oven",     "oyster",
      "pancake",    "panther",   "parcel",   "pasta",    "peanut",   "pebble",    "pelican",  "pencil",   "penguin",
      "pepper",     "piano",     "pickle",   "pigeon",   "pilot",    "pirate",    "planet",   "pocket",   "poet",
      "poppy",      "potato",    "powder",   "prairie",  "prince",   "puddle",    "pumpkin",  "puppet",   "purple",
      "pyramid",    "rabbit",    "radio",    "rainbow",  "raven",    "ribbon",    "river",    "robin",    "salmon",
      "sandal",     "saxophone", "scarf",    "school",   "seagull",  "shadow",    "shepherd", "shower",   "silver",
      "spider",     "squirrel",  "stable",   "sunset",   "sweater",  "tailor",    "teapot",   "tiger",    "tractor",
      "tulip",      "tunnel",    "turtle",   "unicorn",  "valley",   "vanilla",   "velvet",   "village",  "violin",
      "volcano",    "waffle",    "walnut",   "walrus",   "weasel",   "whistle",   "willow",   "window",   "winter",
      "yellow",     "yoghurt",   "zebra",    "zipper"};
  return list;
}

std::string device_words(home_id const& home, device_id device, crypto::p256_public_key const& key,
                         crypto::p256_public_key const& sealing) {
  return spoken("carerelay.v1 device\n" + home.text() + '\n' + device.text() + '\n' + key.jwk() + '\n' + sealing.jwk());
}

std::string key_words(std::string_view what, crypto::p256_public_key const& key) {
  return spoken("carerelay.v1 key\n" + std::string(what) + '\n' + key.jwk());
}

bool is_same_words(std::string_view typed, std::string_view words) { return plain(typed) == words; }

}  // namespace carerelay::protocol::seal
