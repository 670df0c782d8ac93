import type { Schemas } from "../api/client.ts";
import type { DocsSearch } from "../router.tsx";
import { Checkbox, RadioGroup, Select } from "../ui/Field.tsx";
import styles from "./ApiDocs.module.css";
import { useDocs } from "./context.ts";
import { LANG_WORDS, LANGS } from "./model.ts";

const NONE = "none";

/** What a reader chooses; all of it stands in the address. */
export function Controls({
  tokens,
  chosen,
  onChange,
}: {
  tokens: Schemas["TokenOut"][];
  chosen: string | undefined;
  onChange: (next: DocsSearch) => void;
}) {
  const { settings, token } = useDocs();
  const living = tokens.filter((one) => !["revoked", "expired"].includes(one.state) || one.id === chosen);
  return (
    <fieldset className={styles.controls}>
      <legend className="visually-hidden">How calls are shown</legend>
      <Select
        label="Language"
        value={settings.lang}
        onChange={(lang) => onChange({ lang: lang === "curl" ? undefined : lang })}
        options={LANGS.map((lang) => ({ value: lang, label: LANG_WORDS[lang] }))}
      />
      <RadioGroup
        label="Tables and fields by"
        value={settings.ids ? "ids" : "names"}
        onChange={(value) => onChange({ ids: value === "ids" ? "1" : undefined })}
        options={[
          { value: "names", label: "Name" },
          { value: "ids", label: "Id" },
        ]}
      />
      <Checkbox
        isSelected={settings.typecast}
        onChange={(on) => onChange({ typecast: on ? "1" : undefined })}
      >
        Write with <code>typecast</code>
      </Checkbox>
      <Select
        label="Compare with a token"
        value={token?.id ?? NONE}
        onChange={(id) => onChange({ token: id === NONE ? undefined : id })}
        options={[
          { value: NONE, label: "No token" },
          ...living.map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
    </fieldset>
  );
}
