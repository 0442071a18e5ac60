/* What examples/busy.rs of the crate `calendar` does, by libical: reads a
   file, expands its events over a window, joins the times that are taken.
   cc -O2 libical_busy.c -lical; busy START END FILE with seconds since 1970 */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct icaltime_span *spans;
static size_t n_spans, room;

static void keep(icalcomponent *event, struct icaltime_span *span, void *window)
{
    const struct icaltime_span *within = window;
    (void)event;
    if (span->start >= within->end || span->end <= within->start)
        return;
    if (n_spans == room) {
        room = room ? 2 * room : 1024;
        spans = realloc(spans, room * sizeof *spans);
    }
    spans[n_spans++] = *span;
}

static int by_start(const void *a, const void *b)
{
    const struct icaltime_span *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

int main(int n_arguments, char **arguments)
{
    if (n_arguments != 4) {
        fprintf(stderr, "usage: busy START END FILE\n");
        return 2;
    }
    struct icaltime_span window = {atoll(arguments[1]), atoll(arguments[2]), 1};
    FILE *file = fopen(arguments[3], "rb");
    if (!file) {
        perror(arguments[3]);
        return 1;
    }
    fseek(file, 0, SEEK_END);
    long length = ftell(file);
    rewind(file);
    char *text = malloc(length + 1);
    text[fread(text, 1, length, file)] = 0;
    fclose(file);
    icalcomponent *calendar = icalparser_parse_string(text);
    free(text);
    struct icaltimetype from = icaltime_from_timet_with_zone(window.start, 0, icaltimezone_get_utc_timezone());
    struct icaltimetype to = icaltime_from_timet_with_zone(window.end, 0, icaltimezone_get_utc_timezone());
    size_t n_events = 0;
    for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        n_events++;
        icalcomponent_foreach_recurrence(event, from, to, keep, &window);
    }
    qsort(spans, n_spans, sizeof *spans, by_start);
    size_t stretches = 0;
    long long seconds = 0, end = window.start;
    for (size_t at = 0; at < n_spans; at++) {
        long long start = spans[at].start < end ? end : spans[at].start;
        long long last = spans[at].end > window.end ? window.end : spans[at].end;
        if (spans[at].start > end || stretches == 0)
            stretches++;
        if (last > start) {
            seconds += last - start;
            end = last;
        }
    }
    printf("%zu events, %zu occurrences, %zu stretches, %lld s\n", n_events, n_spans, stretches, seconds);
    return 0;
}
