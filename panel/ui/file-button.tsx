import { useRef } from "preact/hooks";
import { Button } from "./controls.tsx";

interface FileButtonProps {
  label: string;
  /** Of the input behind the button. */
  id: string;
  /** What the browser offers to choose from. */
  accept: string;
  onFile(file: File): void;
}

/** A button that asks for one file. */
export function FileButton({ label, id, accept, onFile }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button onClick={() => input.current?.click()}>{label}</Button>
      <input
        ref={input}
        id={id}
        type="file"
        hidden
        aria-label={label}
        accept={accept}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) onFile(file);
          // The same file again is a change too.
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
