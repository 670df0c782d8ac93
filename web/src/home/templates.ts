/** A field as the API takes it. */
export interface NewField {
  name: string;
  type: string;
  description?: string;
  options?: Record<string, unknown>;
}

/** A table as the API takes it. */
export interface NewTable {
  name: string;
  description?: string;
  fields: NewField[];
}

/** What a new base starts with. */
export interface Template {
  id: string;
  title: string;
  /** What it is for and what is in it, in a sentence. */
  meaning: string;
  /** The name the form suggests. */
  suggested: string;
  tables: NewTable[];
  /** Links between its tables, made once they have ids. */
  links: { table: string; field: string; to: string }[];
}

const day = { dateFormat: { name: "iso" } };
const check = { icon: "check", color: "greenBright" };
const choices = (...pairs: [name: string, color: string][]) => ({
  choices: pairs.map(([name, color]) => ({ name, color: `${color}Light2` })),
});

/** Empty first: it is the one that is chosen unless someone chooses. */
export const TEMPLATES: readonly [Template, ...Template[]] = [
  {
    id: "empty",
    title: "Empty base",
    meaning: "One table with name, notes and status.",
    suggested: "",
    tables: [
      {
        name: "Table 1",
        fields: [
          { name: "Name", type: "singleLineText" },
          { name: "Notes", type: "multilineText" },
          {
            name: "Status",
            type: "singleSelect",
            options: choices(["Todo", "gray"], ["In progress", "yellow"], ["Done", "green"]),
          },
        ],
      },
    ],
    links: [],
  },
  {
    id: "projects",
    title: "Project tracker",
    meaning: "Projects and their tasks, linked: status, dates, budget, estimate.",
    suggested: "Project tracker",
    tables: [
      {
        name: "Projects",
        description: "What is being made.",
        fields: [
          { name: "Name", type: "singleLineText" },
          {
            name: "Status",
            type: "singleSelect",
            options: choices(
              ["Planned", "gray"],
              ["In progress", "yellow"],
              ["On hold", "red"],
              ["Done", "green"],
            ),
          },
          { name: "Start", type: "date", options: day },
          { name: "Deadline", type: "date", options: day },
          { name: "Budget", type: "currency", options: { precision: 2, symbol: "€" } },
          { name: "Lead", type: "singleCollaborator" },
          { name: "Notes", type: "multilineText" },
        ],
      },
      {
        name: "Tasks",
        description: "Who does what by when.",
        fields: [
          { name: "Task", type: "singleLineText" },
          { name: "Assignee", type: "singleCollaborator" },
          { name: "Due", type: "date", options: day },
          { name: "Estimate", type: "duration", options: { durationFormat: "h:mm" } },
          { name: "Done", type: "checkbox", options: check },
        ],
      },
    ],
    links: [{ table: "Tasks", field: "Project", to: "Projects" }],
  },
  {
    id: "content",
    title: "Content calendar",
    meaning: "What is published when and where: stage, channels, author, link.",
    suggested: "Content calendar",
    tables: [
      {
        name: "Content",
        description: "One record for each piece.",
        fields: [
          { name: "Title", type: "singleLineText" },
          {
            name: "Stage",
            type: "singleSelect",
            options: choices(
              ["Idea", "gray"],
              ["Writing", "yellow"],
              ["Review", "blue"],
              ["Scheduled", "purple"],
              ["Published", "green"],
            ),
          },
          {
            name: "Channels",
            type: "multipleSelects",
            options: choices(["Website", "blue"], ["Newsletter", "orange"], ["Social", "pink"]),
          },
          {
            name: "Publish at",
            type: "dateTime",
            options: { ...day, timeFormat: { name: "24hour" }, timeZone: "client" },
          },
          { name: "Author", type: "singleCollaborator" },
          { name: "Address", type: "url" },
          { name: "Brief", type: "richText" },
        ],
      },
    ],
    links: [],
  },
  {
    id: "contacts",
    title: "Contacts",
    meaning: "People and their companies, linked: e-mail, phone, last contact.",
    suggested: "Contacts",
    tables: [
      {
        name: "People",
        fields: [
          { name: "Name", type: "singleLineText" },
          { name: "E-mail", type: "email" },
          { name: "Phone", type: "phoneNumber" },
          { name: "Last contact", type: "date", options: day },
          { name: "Newsletter", type: "checkbox", options: check },
          { name: "Notes", type: "multilineText" },
        ],
      },
      {
        name: "Companies",
        fields: [
          { name: "Name", type: "singleLineText" },
          { name: "Website", type: "url" },
          {
            name: "Kind",
            type: "singleSelect",
            options: choices(["Customer", "green"], ["Supplier", "blue"], ["Partner", "purple"]),
          },
        ],
      },
    ],
    links: [{ table: "People", field: "Company", to: "Companies" }],
  },
];

/** The template of this id; the empty one if there is none. */
export function templateOf(id: string | undefined): Template {
  return TEMPLATES.find((template) => template.id === id) ?? TEMPLATES[0];
}
