// The preview drawn as the server would draw a page: what stands there, without a browser.

import { describe, expect, it, vi } from 'vitest';
import { createSSRApp } from 'vue';
import { renderToString } from 'vue/server-renderer';
import type { Answers, Checklist, Item } from '../src/checklist/document';

vi.stubGlobal('localStorage', { getItem: () => 'zh-CN' });
const { i18n } = await import('../src/i18n');
const { default: Preview } = await import('../src/desk/checklists/preview/Preview.vue');

const text = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const label = (zh: string) => ({ points: '7.25', text: text(zh, 'choice') });
const item = (code: string, type: string, keys: Partial<Item> = {}): Item => ({
  code,
  type,
  text: text(`问${code}`, `ask ${code}`),
  max: '7.25',
  ...keys,
});

const items: readonly Item[] = [
  item('A', 'binary', { na_allowed: true, script_id: 'SC1' }),
  item('B', 'option', { options: { one: label('选一') } }),
  item('C', 'rating', { low: '1', high: '5' }),
  item('D', 'numeric_linear', { unit: 'min', target: '2', limit: '5', timer: { from: 'parked', to: 'met' } }),
  item('E', 'multi_deduct', { faults: { bad: label('脏') } }),
  item('F', 'multi_earn', { elements: { good: label('问候') } }),
  item('G', 'count_deduct', { per: '7.25' }),
  item('H', 'bonus'),
  item('I', 'penalty'),
  ...['text', 'number', 'date', 'time', 'duration', 'photo', 'signature'].map((answer) => item(`O-${answer}`, 'observe', { answer })),
  item('P', 'observe', { answer: 'choice', choices: { cash: label('现金') } }),
  item('Q', 'binary', { applies_if: { item: 'A', in: ['no'] } }),
];
const checklist: Checklist = {
  code: 'T',
  version: 1,
  title: text('检查表', 'A checklist'),
  marks: [{ code: 'parked', text: text('停好车', 'Parked') }],
  scenarios: [],
  sections: [{ code: 'S', title: text('接待', 'Reception'), weight: '3.75', chain: false, items }],
};

function draw(answers: Answers, language: 'zh-CN' | 'en' = 'zh-CN'): Promise<string> {
  i18n.global.locale.value = language;
  const given = { document: checklist, scenario: null, modelValue: answers };
  return renderToString(createSSRApp(Preview, given).use(i18n));
}

describe('the preview', () => {
  it('shows every type of item in the language of the page, and no points', async () => {
    const chinese = await draw({});
    const english = await draw({}, 'en');

    for (const { code } of items.slice(0, -1)) expect(chinese).toContain(`问${code}<`);
    for (const word of ['选一', '未发生', '分钟', '停好车', 'met', '没有发现问题', '加分项', '签名', '现金', '接待']) {
      expect(chinese).toContain(word);
    }
    for (const word of ['ask A', 'Never happened', 'Parked', 'Sign', 'Reception']) expect(english).toContain(word);
    expect(english.replace('>中文<', '')).not.toMatch(/[\u4e00-\u9fff]/);
    expect(chinese + english).not.toMatch(/7\.25|3\.75/);
  });

  it('brings up what an answer calls for', async () => {
    expect(await draw({})).not.toContain('问Q<');
    expect(await draw({ A: { v: 'no' } })).toContain('问Q<');
    expect(await draw({ A: { na: true, reason: 'other' } })).toContain('请写明情况');
    expect(await draw({ C: { v: '9' } })).toContain('应在 1 到 5 之间');
  });

  it('says what is still missing, and that nothing is', async () => {
    expect(await draw({})).toContain('还有 17 处要补');
    const alone: Checklist = { ...checklist, sections: checklist.sections.map((each) => ({ ...each, items: items.slice(0, 1) })) };
    const given = { document: alone, scenario: null, modelValue: { A: { v: 'yes' } } };

    expect(await renderToString(createSSRApp(Preview, given).use(i18n))).toContain('已填写完整');
  });
});
