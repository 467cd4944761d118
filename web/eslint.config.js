import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'src/api/types.ts'] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  ...vue.configs['flat/recommended'],
  {
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'no-console': 'error',
      complexity: ['error', 8],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60 }],
      'max-params': ['error', 5],
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[property.name='innerHTML']", message: 'Text is put in as text.' },
      ],
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': 'off', // pages are nouns: visits/List, visits/Show
      'vue/no-static-inline-styles': 'error', // the policy of the pages forbids style attributes
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'always' } }],
      'vue/require-default-prop': 'off', // an optional property of a typed component is undefined
    },
  },
  { files: ['tests/**'], rules: { 'max-lines-per-function': 'off' } }, // a describe holds many sentences
  { files: ['src/checklist/**'], rules: { 'no-restricted-imports': ['error', { patterns: ['../*', 'vue*'] }] } },
);
