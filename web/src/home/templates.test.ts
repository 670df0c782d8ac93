import { expect, test } from "vitest";
import { TEMPLATES, templateOf } from "./templates.ts";

/** Types that the API makes and that may be a primary field here. */
const MADE = [
  "singleLineText",
  "multilineText",
  "richText",
  "email",
  "url",
  "phoneNumber",
  "currency",
  "duration",
  "date",
  "dateTime",
  "checkbox",
  "singleSelect",
  "multipleSelects",
  "singleCollaborator",
];
const WITH_OPTIONS = [
  "currency",
  "duration",
  "date",
  "dateTime",
  "checkbox",
  "singleSelect",
  "multipleSelects",
];

test("every template is what the API takes", () => {
  for (const template of TEMPLATES) {
    expect(template.tables.length).toBeGreaterThan(0);
    for (const table of template.tables) {
      expect(table.fields[0]?.type).toBe("singleLineText");
      const names = table.fields.map((field) => field.name.toLowerCase());
      expect(new Set(names).size).toBe(names.length);
      for (const field of table.fields) {
        expect(MADE).toContain(field.type);
        expect(Boolean(field.options)).toBe(WITH_OPTIONS.includes(field.type));
      }
    }
    for (const link of template.links) {
      const tables = template.tables.map((table) => table.name);
      expect(tables).toContain(link.table);
      expect(tables).toContain(link.to);
      const fields = template.tables.find((table) => table.name === link.table)?.fields ?? [];
      expect(fields.map((field) => field.name)).not.toContain(link.field);
    }
  }
});

test("an unknown template is the empty one", () => {
  expect(templateOf("contacts").title).toBe("Contacts");
  expect(templateOf("nothing").id).toBe("empty");
  expect(templateOf(undefined).id).toBe("empty");
});
