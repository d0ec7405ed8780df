package dev.reconciler.endpoint.mysql.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The functions that a user's query may call: those of the servers whose result depends on their arguments and the statement's time
 * alone. Any other may wait, lock, read a file, or, if a user made it, read any table; a read-only transaction prevents none of this.
 *
 * <p>The servers have no catalog of what their functions do, so this is a list. One that a server adds is refused until it is
 * listed; a function of a user that has the name of one of the server's is not called by that name.
 */
final class PureFunctions {
    private static final Set<String> FUNCTIONS = words("""
            abs acos adddate addtime aes_decrypt aes_encrypt any_value ascii asin atan atan2 avg bin bit_and bit_count bit_length bit_or
            bit_xor cast ceil ceiling char char_length character_length chr coalesce coercibility collation compress concat concat_ws conv
            convert convert_tz cos cot count crc32 crc32c cume_dist curdate current_date current_time current_timestamp curtime date
            date_add date_format date_sub datediff day dayname dayofmonth dayofweek dayofyear degrees dense_rank elt exp export_set extract
            extractvalue field find_in_set first_value floor format format_pico_time from_base64 from_days from_unixtime get_format
            greatest group_concat grouping hex hour if ifnull inet6_aton inet6_ntoa inet_aton inet_ntoa insert instr interval is_ipv4
            is_ipv6 is_uuid isnull json_array json_array_append json_array_insert json_array_intersect json_arrayagg json_compact
            json_contains json_contains_path json_depth json_detailed json_equals json_exists json_extract json_insert json_keys
            json_length json_loose json_merge json_merge_patch json_merge_preserve json_normalize json_object json_object_to_array
            json_objectagg json_overlaps json_pretty json_query json_quote json_remove json_replace json_schema_valid json_search json_set
            json_storage_size json_table json_type json_unquote json_valid json_value kdf lag last_day last_value lcase lead least left
            length lengthb ln localtime localtimestamp locate log log10 log2 lower lpad ltrim make_set makedate maketime match max md5
            median microsecond mid min minute mod month monthname natural_sort_key now nth_value ntile nullif nvl nvl2 oct octet_length ord
            percent_rank percentile_cont percentile_disc period_add period_diff pi position pow power quarter quote radians rank
            regexp_instr regexp_like regexp_replace regexp_substr repeat replace reverse right round row_number rpad rtrim sec_to_time
            second sha sha1 sha2 sign sin soundex space sqrt std stddev stddev_pop stddev_samp str_to_date strcmp subdate substr substring
            substring_index subtime sum tan time time_format time_to_sec timediff timestamp timestampadd timestampdiff to_base64 to_char
            to_days to_seconds trim truncate ucase uncompress uncompressed_length unhex unix_timestamp upper utc_date utc_time
            utc_timestamp uuid_to_bin bin_to_uuid values var_pop var_samp variance week weekday weekofyear weight_string year yearweek
            st_area st_astext st_aswkt st_contains st_distance st_distance_sphere st_equals st_geomfromtext st_intersects st_isvalid
            st_latitude st_length st_longitude st_within st_x st_y point""");

    /** Keywords that a parenthesis may follow, types of a cast included. */
    private static final Set<String> KEYWORDS = words("""
            against all and any as between binary by case char columns cross decimal distinct div double else except exists float for from
            having in inner integer intersect interval is join lateral like limit mod nchar not numeric offset on or over partition range
            recursive regexp rlike row rows select some straight_join then time union using values varbinary varchar when where with
            within xor datetime path escape separator""");

    private PureFunctions() {}

    private static Set<String> words(String text) {
        return Stream.of(text.strip().split("\\s+")).collect(Collectors.toUnmodifiableSet());
    }

    /** One problem with its fix for each name that is refused. */
    static List<String> problems(MySqlUserSql sql) {
        List<String> problems = new ArrayList<>();
        for (String name : sql.called()) {
            boolean keyword = KEYWORDS.contains(name) && !sql.quotedCalls().contains(name);
            if (!keyword && !FUNCTIONS.contains(name)) {
                problems.add("the query calls function " + name
                        + ", but it is not one of the server's functions that depend on their arguments alone: leave it out (name columns in"
                        + " their SELECT, not in a list after a table's alias)");
            }
        }
        return problems;
    }
}
