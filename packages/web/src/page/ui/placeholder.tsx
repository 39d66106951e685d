/** Takes the place of rows that are on their way. */
export function Placeholder({ rows = 6 }: { readonly rows?: number }) {
  return (
    <div class="placeholder" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} class="placeholder-row" />
      ))}
    </div>
  );
}
