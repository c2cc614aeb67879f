#include "protocol/register/audience.hpp"

#include <catch2/catch.hpp>

#include "protocol/register/home.hpp"

using namespace carerelay::protocol;

namespace {

home_id const fir_trees = home_id::parse("1-1000000001").value();
home_id const the_limes = home_id::parse("1-1000000002").value();
area_code const enfield = area_code::parse("E09000010").value();
area_code const haringey = area_code::parse("E09000014").value();
area_code const barnet = area_code::parse("E09000003").value();

home_traits nursing_home_in_enfield() { return {enfield, {service_type::with_nursing}, band_of(20), {"pilot"}, false}; }

}  // namespace

TEST_CASE("Everyone means every home that is not dormant") {
  audience const everyone{.everyone = true};
  home_traits home = nursing_home_in_enfield();
  CHECK(is_in(everyone, fir_trees, home));
  home.dormant = true;
  CHECK_FALSE(is_in(everyone, fir_trees, home));
}

TEST_CASE("An audience with nothing in it reaches nobody") {
  CHECK(is_empty(audience{}));
  CHECK_FALSE(is_in(audience{}, fir_trees, nursing_home_in_enfield()));
}

TEST_CASE("Each list is an OR, and the lists together are an AND") {
  audience who{.areas = {enfield, haringey}};
  CHECK(is_in(who, fir_trees, nursing_home_in_enfield()));
  who.service_types = {service_type::without_nursing};
  CHECK_FALSE(is_in(who, fir_trees, nursing_home_in_enfield()));
  who.service_types = {service_type::without_nursing, service_type::with_nursing};
  CHECK(is_in(who, fir_trees, nursing_home_in_enfield()));
  who.bed_bands = {bed_band::beds_25_39};
  CHECK_FALSE(is_in(who, fir_trees, nursing_home_in_enfield()));
  who.bed_bands = {bed_band::beds_10_24};
  CHECK(is_in(who, fir_trees, nursing_home_in_enfield()));
  who.tags = {"dementia"};
  CHECK_FALSE(is_in(who, fir_trees, nursing_home_in_enfield()));
  who.tags = {"dementia", "pilot"};
  CHECK(is_in(who, fir_trees, nursing_home_in_enfield()));
  who.areas = {barnet};
  CHECK_FALSE(is_in(who, fir_trees, nursing_home_in_enfield()));
}

TEST_CASE("A home that is both kinds of care home is in either audience") {
  home_traits home = nursing_home_in_enfield();
  home.service_types = {service_type::with_nursing, service_type::without_nursing};
  CHECK(is_in(audience{.service_types = {service_type::with_nursing}}, fir_trees, home));
  CHECK(is_in(audience{.service_types = {service_type::without_nursing}}, fir_trees, home));
}

TEST_CASE("An explicit list reaches the homes on it and no other, and never a dormant one") {
  audience const who{.homes = {the_limes}};
  home_traits home = nursing_home_in_enfield();
  CHECK(is_in(who, the_limes, home));
  CHECK_FALSE(is_in(who, fir_trees, home));
  home.dormant = true;
  CHECK_FALSE(is_in(who, the_limes, home));
}

TEST_CASE("Beds fall into CQC's bands") {
  CHECK(band_of(0) == bed_band::unknown);
  CHECK(band_of(1) == bed_band::beds_1_9);
  CHECK(band_of(9) == bed_band::beds_1_9);
  CHECK(band_of(10) == bed_band::beds_10_24);
  CHECK(band_of(24) == bed_band::beds_10_24);
  CHECK(band_of(25) == bed_band::beds_25_39);
  CHECK(band_of(39) == bed_band::beds_25_39);
  CHECK(band_of(40) == bed_band::beds_40_60);
  CHECK(band_of(60) == bed_band::beds_40_60);
  CHECK(band_of(61) == bed_band::beds_61_up);
}

TEST_CASE("A home of the register is matched by what the register says of it") {
  home_record home;
  home.area = enfield;
  home.service_types = {service_type::with_nursing};
  home.beds = 42;
  home.tags = {"pilot"};
  home.dormant = true;
  home_traits const traits = traits_of(home);
  CHECK(traits.area == enfield);
  CHECK(traits.service_types == home.service_types);
  CHECK(traits.beds == bed_band::beds_40_60);
  CHECK(traits.tags == home.tags);
  CHECK(traits.dormant);
}
