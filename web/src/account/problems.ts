import { ApiError } from "../api/errors.ts";
import { emailProblem } from "../home/people/people.ts";

export { emailProblem };

/** A password has at least and at most so many characters. There are no other rules. */
export const PASSWORD_LENGTH = { least: 8, most: 256 };

/** Said beside every new password. */
export const PASSWORD_HINT =
  "8 characters or more. A few unrelated words are easy to remember and hard to guess.";

/** What is wrong with a new password; null if nothing is. Characters are counted as people see them. */
export function passwordProblem(password: string): string | null {
  const { least, most } = PASSWORD_LENGTH;
  const length = [...password].length;
  if (length === 0) return "Choose a password.";
  if (length < least) return `A password has at least ${least} characters. This one has ${length}.`;
  return length > most ? `A password has at most ${most} characters. This one has ${length}.` : null;
}

/** What is wrong with a person's name; null if nothing is. */
export function nameProblem(name: string): string | null {
  const length = [...name.trim()].length;
  if (length === 0) return "Write a name.";
  return length > 100 ? "A name has at most 100 characters." : null;
}

/** A field that the server did not accept, and what to say beside it. */
export interface Refused {
  field: "name" | "email" | "password" | "currentPassword";
  text: string;
}

/** The field that a refusal is about; null if it is about something else. */
export function refusedField(error: unknown): Refused | null {
  if (!(error instanceof ApiError) || error.status !== 422) return null;
  const { message } = error;
  // A request that the server does not understand is no mistake of whoever filled in the form.
  if (message.startsWith("Invalid request")) return null;
  if (message.includes("currentPassword")) {
    return { field: "currentPassword", text: "This is not your password." };
  }
  if (/e-?mail/i.test(message)) {
    return {
      field: "email",
      text: /already/.test(message)
        ? "There is already an account with this e-mail address."
        : sentence(message),
    };
  }
  if (/password/i.test(message)) return { field: "password", text: sentence(message) };
  if (/\bname\b/.test(message)) return { field: "name", text: sentence(message) };
  return null;
}

/** "a name is missing" as a sentence: "A name is missing." */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (!trimmed) return "";
  const begun = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
