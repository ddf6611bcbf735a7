/* tell.h - short ways to put things into JSON and to get them out.  SPDX-License-Identifier: ISC */
#ifndef TELL_H
#define TELL_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* tell_text - add a string; NULL adds nothing. */
void tell_text(struct json_object *object, const char *key, const char *value);

/* tell_number - add an integer. */
void tell_number(struct json_object *object, const char *key, int64_t value);

/* tell_flag - add true or false. */
void tell_flag(struct json_object *object, const char *key, bool value);

/* tell_object - add an empty object and return it, borrowed. */
struct json_object *tell_object(struct json_object *object, const char *key);

/* tell_list - add an empty list and return it, borrowed. */
struct json_object *tell_list(struct json_object *object, const char *key);

/* tell_entry - append an empty object to a list and return it, borrowed. */
struct json_object *tell_entry(struct json_object *list);

/* tell_get - what is there, borrowed; NULL: nothing. */
struct json_object *tell_get(struct json_object *object, const char *key);

/* tell_count - the entries of a list; 0 also if it is no list: the daemon may be newer. */
size_t tell_count(struct json_object *list);

/* tell_get_text - "" when it is not there. */
const char *tell_get_text(struct json_object *object, const char *key);

/* tell_get_number - 0 when it is not there. */
int64_t tell_get_number(struct json_object *object, const char *key);

/* tell_get_flag - false when it is not there. */
bool tell_get_flag(struct json_object *object, const char *key);

/* tell_print - an object as one line of JSON, or for people: a line each, one level deep. */
void tell_print(struct json_object *object, bool json, FILE *out);

#endif
