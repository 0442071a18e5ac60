/* Says what libical finds wrong with a calendar file: exit code 1 and one line
   for each error. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>

int main(int n_arguments, char **arguments)
{
    FILE *file = n_arguments == 2 ? fopen(arguments[1], "rb") : NULL;
    if (!file)
        return 2;
    fseek(file, 0, SEEK_END);
    long length = ftell(file);
    rewind(file);
    char *text = malloc(length + 1);
    text[fread(text, 1, length, file)] = 0;
    icalcomponent *calendar = icalparser_parse_string(text);
    if (!calendar) {
        puts("no calendar");
        return 1;
    }
    icalrestriction_check(calendar);
    int errors = icalcomponent_count_errors(calendar);
    if (errors) {
        for (icalcomponent *part = icalcomponent_get_first_component(calendar, ICAL_ANY_COMPONENT); part;
             part = icalcomponent_get_next_component(calendar, ICAL_ANY_COMPONENT))
            for (icalproperty *wrong = icalcomponent_get_first_property(part, ICAL_XLICERROR_PROPERTY); wrong;
                 wrong = icalcomponent_get_next_property(part, ICAL_XLICERROR_PROPERTY))
                puts(icalproperty_as_ical_string(wrong));
    }
    printf("%d errors\n", errors);
    return errors != 0;
}
