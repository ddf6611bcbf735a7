/* docker_list.c - see docker_list.h.  SPDX-License-Identifier: ISC */
#include "docker_list.h"

#include <json-c/json_pointer.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

static struct json_object *list_at(struct json_object *json, const char *key)
{
	struct json_object *list = NULL;

	json_object_object_get_ex(json, key, &list);
	return json_object_is_type(list, json_type_array) ? list : NULL;
}

static void read_ports(struct docker_list_box *box, struct json_object *item)
{
	struct json_object *list = list_at(item, "Ports"), *port;
	size_t kept = 0;

	for (size_t i = 0; list && i < json_object_array_length(list) && kept < DOCKER_LIST_PORTS;
	     i++) {
		if (json_pointer_get(json_object_array_get_idx(list, i), "/PublicPort", &port))
			continue;
		box->ports[kept] = (uint16_t)json_object_get_int(port);
		kept += box->ports[kept] != 0;
	}
}

static bool read_box(struct docker_list_box *box, struct json_object *item)
{
	char name[TEXT_BYTES], text[TEXT_BYTES] = "";

	*box = (struct docker_list_box){ 0 };
	if (!answer_text(item, "/Names/0", name, sizeof(name)) || *name != '/' ||
	    !units_is_name(name + 1))
		return false;
	memcpy(box->name, name + 1, strlen(name)); /* a name by the grammar fits */
	answer_text(item, "/Image", box->image, sizeof(box->image));
	answer_text(item, "/State", box->state, sizeof(box->state));
	answer_text(item, "/Status", text, sizeof(text));
	box->health = strstr(text, "healthy)") || strstr(text, "(health:");
	*text = '\0';
	answer_text(item, "/HostConfig/NetworkMode", text, sizeof(text));
	box->own_net = strcmp(text, "host") != 0;
	*text = '\0';
	answer_text(item, "/Labels/muzzle", text, sizeof(text));
	box->hands_off = strcmp(text, "off") == 0;
	read_ports(box, item);
	return true;
}

bool docker_list_read(struct docker_list *list, const struct answer *answer)
{
	struct json_object *json = answer->status == 200 ? answer_json(answer) : NULL;
	bool good = json_object_is_type(json, json_type_array);

	list->count = 0;
	for (size_t i = 0; good && i < json_object_array_length(json); i++)
		if (list->count < DOCKER_LIST_MAX &&
		    read_box(&list->list[list->count], json_object_array_get_idx(json, i)))
			list->count++;
	json_object_put(json);
	return good;
}

const struct docker_list_box *docker_list_find(const struct docker_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->list[i].name, name) == 0)
			return &list->list[i];
	return NULL;
}

static bool publishes(const struct docker_list_box *box, uint16_t port)
{
	for (size_t i = 0; i < DOCKER_LIST_PORTS && box->ports[i]; i++)
		if (box->ports[i] == port)
			return true;
	return false;
}

/* One that publishes no port, or has the host's network, may be reached at any port. */
static bool may_be(const struct docker_list_box *box, const char *image)
{
	return image && strcasestr(box->image, image) && strcmp(box->state, "running") == 0 &&
	       !(box->own_net && box->ports[0]);
}

const struct docker_list_box *docker_list_guess(const struct docker_list *list, uint16_t port,
						const char *image)
{
	const struct docker_list_box *only = NULL;
	size_t found = 0;

	for (size_t i = 0; i < list->count; i++)
		if (publishes(&list->list[i], port))
			return &list->list[i];
	for (size_t i = 0; i < list->count; i++)
		if (may_be(&list->list[i], image)) {
			only = &list->list[i];
			found++;
		}
	return found == 1 ? only : NULL;
}
