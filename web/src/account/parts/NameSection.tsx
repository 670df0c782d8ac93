import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { client, type Schemas, take } from "../../api/client.ts";
import { asks } from "../../api/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Page.tsx";
import { toast } from "../../ui/Toasts.tsx";
import styles from "../Account.module.css";
import { nameProblem, refusedField } from "../problems.ts";
import { useProblems } from "./useProblems.ts";

/** One's name as others see it. */
export function NameSection({ account }: { account: Schemas["UserOut"] }) {
  const queries = useQueryClient();
  const [name, setName] = useState(account.name);
  const { field, clear, show } = useProblems(["name"] as const);
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);

  const store = async (next: string) => {
    const user = await take(client.PATCH("/api/account", { body: { name: next } }));
    queries.setQueryData(asks.account().queryKey, user);
    setName(user.name);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    setError(null);
    if (show({ name: nameProblem(name) })) return;
    const before = account.name;
    if (name.trim() === before) {
      setName(before);
      toast("This is your name already.");
      return;
    }
    setPending(true);
    try {
      await store(name.trim());
      toast("Name saved.", () => {
        store(before).catch(setError);
      });
    } catch (failure) {
      const refused = refusedField(failure);
      if (refused?.field === "name") show({ name: refused.text });
      else setError(failure);
    } finally {
      setPending(false);
    }
  };

  return (
    <Section title="Name">
      <form className={styles.form} onSubmit={save} noValidate>
        <TextField
          label="Your name"
          hint="Others see it beside what you write. What was written before shows the new name too."
          value={name}
          onChange={(text) => {
            setName(text);
            clear("name");
          }}
          autoComplete="name"
          {...field("name")}
        />
        {error !== null && <ErrorNotice error={error} kept="What you typed is still here." />}
        <div>
          <Button type="submit" isPending={pending}>
            Save name
          </Button>
        </div>
      </form>
    </Section>
  );
}
