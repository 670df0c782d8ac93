import { OPERATIONS, type Operation } from "../api/operations.ts";
import { caller, callPart } from "./calls.ts";
import { type Part, paragraph, say, type Text } from "./doc.ts";
import { type DocBase, type Json, TOKEN_PLACEHOLDER } from "./model.ts";

/** What this page is, and where the base stands. */
export function introduction(base: DocBase, operations: readonly Operation[] = OPERATIONS): Part {
  const make = caller(operations);
  return {
    anchor: "introduction",
    title: "Introduction",
    blocks: [
      paragraph(
        "The server speaks Airtable's Web API: its clients work here once they are told this address. Requests and answers are " +
          "JSON in UTF-8. Everything that works is answered with 200.",
      ),
      {
        kind: "table",
        label: "Where things are",
        head: ["What", "Value"],
        rows: [
          [["Address of the server"], [{ code: base.origin }]],
          [["Base"], [base.name]],
          [["Id of the base"], [{ code: base.id }]],
          [["airtable.js"], [{ code: `new Airtable({ apiKey, endpointUrl: "${base.origin}" })` }]],
          [["pyairtable"], [{ code: `Api(token, endpoint_url="${base.origin}")` }]],
        ],
      },
      paragraph(
        "Tables and fields go by name or id, mixed freely. A name breaks when somebody renames the field; an id does not. " +
          "Arrays in queries may be written `fields[]=A`, `fields=A` or `fields[0]=A`. Unknown parameters and keys are refused by name.",
      ),
      paragraph(
        "One request is one transaction: all of it is done or nothing. What is written can be read at once. Blank cells are " +
          "left out of answers. With `typecast` the server converts text as well as it can; without it, what does not fit is refused.",
      ),
    ],
    parts: callPart(
      "List bases",
      undefined,
      make("listBases", "bases", "list bases", {
        client: { kind: "bases" },
        answer: { bases: [{ id: base.id, name: base.name, permissionLevel: "create" }] },
        madeUp: true,
        answerNote: "Shown with this base only.",
      }),
      say("The bases that both you and the token reach."),
    ),
  };
}

/** How a call says who makes it. */
export function authentication(operations: readonly Operation[] = OPERATIONS): Part {
  const make = caller(operations);
  return {
    anchor: "authentication",
    title: "Authentication",
    blocks: [
      paragraph(
        "Every call carries a personal access token in the header ",
        {
          code: `Authorization: Bearer ${TOKEN_PLACEHOLDER}`,
        },
        ". It may do what three things allow together: its scopes, its access, and your own role on the base at that moment.",
      ),
      paragraph(
        "Keep tokens in environment variables, not in programs. Never put one into a page that others load.",
      ),
    ],
    parts: callPart(
      "Who am I",
      undefined,
      make("whoAmI", "whoami", "who am I", {
        client: { kind: "whoAmI" },
        answer: { id: "usrXXXXXXXXXXXXXX", email: "ada@example.com" },
        madeUp: true,
      }),
      say(
        "Needs no scope, so it shows whether a token works at all. The e-mail is there with the scope `user.email:read` only.",
      ),
    ),
  };
}

/** What requests may carry, and how often they may come. */
export function limits(): Part {
  return {
    anchor: "limits",
    title: "Limits",
    blocks: [
      {
        kind: "table",
        label: "Limits of requests",
        head: ["What", "Limit"],
        rows: [
          [["Records in one create, update, upsert or delete"], ["10"]],
          [["Records on one page of a list"], ["100"]],
          [["Length of an address"], ["less than 16,000 characters"]],
          [["Size of a body"], ["8 MiB"]],
          [["Characters in one cell"], ["100,000"]],
          [["Fields of a table"], ["500"]],
          [["Fields that an upsert compares"], ["3"]],
          [
            ["Requests per second"],
            say("As delivered, no limit for bases and people. A token may have a limit of its own."),
          ],
        ],
      },
      paragraph(
        "These are the server's defaults; whoever runs it may have changed them, and may have switched on limits per base and per " +
          "person. Above a limit of requests the answer is 429 with the header `Retry-After`: wait that many seconds.",
      ),
    ],
    parts: [],
  };
}

interface Problem {
  status: string;
  type: string;
  when: Text;
  todo: Text;
}

const PROBLEMS: Problem[] = [
  {
    status: "401",
    type: "AUTHENTICATION_REQUIRED",
    when: say("There is no token."),
    todo: say("Send the header `Authorization: Bearer …`."),
  },
  {
    status: "401",
    type: "UNAUTHORIZED",
    when: say(
      "The token is mistyped, paused, expired, deleted, or used from an address it may not be used from.",
    ),
    todo: say("Look at the token in the Builder Hub: its Activity says which."),
  },
  {
    status: "403",
    type: "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
    when: say(
      "A scope is missing (the message names it), the base is not in the token's access, or there is no such base or table.",
    ),
    todo: say("Add the scope or the base to the token, or check the name. Names are compared to the letter."),
  },
  {
    status: "403",
    type: "INVALID_PERMISSIONS",
    when: say("Your role on the base is too low."),
    todo: say("Ask somebody of the base for a higher one. A token never lifts a role."),
  },
  {
    status: "404",
    type: "NOT_FOUND",
    when: say("No such address, or an id in the path that is none."),
    todo: say("Check the path. A name with a slash must be written with `%2F`."),
  },
  {
    status: "404",
    type: "MODEL_ID_NOT_FOUND",
    when: say("The record is not there."),
    todo: say("It may have been deleted. List the records again."),
  },
  {
    status: "413, 414",
    type: "REQUEST_TOO_LARGE, REQUEST_URL_TOO_LONG",
    when: say("The body or the address is too long."),
    todo: say("Send less at once; post long filters to `listRecords`."),
  },
  {
    status: "422",
    type: "UNKNOWN_FIELD_NAME",
    when: say("The table has no such field."),
    todo: say("It may have been renamed. Ids do not change."),
  },
  {
    status: "422",
    type: "INVALID_VALUE_FOR_COLUMN",
    when: say("The field does not take this value, or it is computed."),
    todo: say("See the format under the table's fields, or send `typecast`."),
  },
  {
    status: "422",
    type: "INVALID_MULTIPLE_CHOICE_OPTIONS",
    when: say("The choice does not exist."),
    todo: say("Write a choice to the letter. With `typecast` a creator of the base makes new ones."),
  },
  {
    status: "422",
    type: "INVALID_RECORDS",
    when: say("`records` is missing, empty, or has more than ten."),
    todo: say("Send them ten by ten."),
  },
  {
    status: "422",
    type: "ROW_DOES_NOT_EXIST",
    when: say("A batch or a link names a record that is not there."),
    todo: say("Nothing was changed. Leave that record out."),
  },
  {
    status: "422",
    type: "INVALID_FILTER_BY_FORMULA",
    when: say("The formula is wrong or names unknown fields; the message says which."),
    todo: say("Mend the formula. Fields stand in braces: `{Name}`."),
  },
  {
    status: "422",
    type: "INVALID_REQUEST_UNKNOWN",
    when: say("A parameter or key is unknown or has the wrong form; or an upsert means several records."),
    todo: say("The message names it."),
  },
  {
    status: "422",
    type: "LIST_RECORDS_ITERATOR_NOT_AVAILABLE",
    when: say("The `offset` is of a list that is over."),
    todo: say("Begin with the first page."),
  },
  {
    status: "429",
    type: "RATE_LIMIT_REACHED",
    when: say("Too many requests."),
    todo: say("Wait as many seconds as `Retry-After` says."),
  },
  {
    status: "500",
    type: "SERVER_ERROR",
    when: say("A mistake of the server."),
    todo: say("Tell whoever runs it the header `x-request-id`."),
  },
  {
    status: "503",
    type: "RETRIABLE_ERROR",
    when: say("The server is busy or stopping. Nothing was changed."),
    todo: say("Send the request again."),
  },
];

const EXAMPLE: Json = { error: { type: "UNKNOWN_FIELD_NAME", message: 'Unknown field name: "Nme"' } };

/** What can go wrong, and what to do then. */
export function errors(): Part {
  return {
    anchor: "errors",
    title: "Errors",
    blocks: [
      paragraph(
        "An error has a type and a message; for addresses that lead nowhere it is the bare text ",
        {
          code: '{"error": "NOT_FOUND"}',
        },
        ". Every answer has the header `x-request-id`, to be quoted when you ask for help. A request that is refused has changed nothing.",
      ),
      {
        kind: "code",
        what: "example of an error",
        caption: "422",
        language: "json",
        text: JSON.stringify(EXAMPLE, null, 2),
      },
      {
        kind: "table",
        label: "Errors and what to do",
        head: ["Type", "Status", "When", "What to do"],
        rows: PROBLEMS.map(({ status, type, when, todo }) => [[{ code: type }], [status], when, todo]),
      },
      paragraph(
        "What a formula fails to compute is no error of the call but a cell: ",
        { code: '{"error": "#ERROR!"}' },
        " or ",
        {
          code: '{"specialValue": "NaN"}',
        },
        ".",
      ),
    ],
    parts: [],
  };
}
