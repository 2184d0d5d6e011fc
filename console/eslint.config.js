import tseslint from "typescript-eslint";

export default tseslint.config({ ignores: ["dist", "generated"] }, ...tseslint.configs.strict, {
  rules: {
    "no-restricted-properties": [
      "error",
      ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({
        property,
        message: "Names and texts come from strangers: textContent only.",
      })),
    ],
    "@typescript-eslint/no-non-null-assertion": "error",
  },
});
