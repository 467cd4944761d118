import type { joinZhCN } from './join.zh-CN';
import type { Same } from './zh-CN';

export const joinEn: Same<typeof joinZhCN> = {
  join: {
    title: 'Accept an invitation',
    invites: '{brand} invites you to join',
    name: 'Name',
    login: 'Login',
    roles: 'Role',
    has_account: 'This login has an account already. Enter its password: one account may serve several brands.',
    sets_password: 'Choose a password; you will log in with it and the login above.',
    accept: 'Accept the invitation',
    joined: 'You are in',
    joined_text: 'You can log in to {brand} now.',
    no_link:
      'Open the link in your invitation once more. To keep it safe it does not stay in the address, so it is gone when a page is loaded again.',
    over: 'An invitation can be accepted once, within 72 hours. If you have done so, log in; if not, ask whoever invited you to send it again.',
    new_password: 'New password',
    password_note: 'At least 10 characters; a sentence is easy to remember.',
    forgot: 'Forgot your password?',
    forgot_title: 'Forgot your password',
    forgot_text: 'Enter your mobile number or email: a link goes to an email, a code to a phone.',
    ask: 'Send',
    sent: 'If {login} has an account, a letter is on its way. Its link works for 60 minutes; open the newest one.',
    not_come: 'Nothing after some minutes? Look among the spam, or check the login.',
    another: 'Enter it again',
    reset_title: 'Set a new password',
    by_code: 'If this number has an account, a code of 8 digits was sent to it. It works for 10 minutes.',
    mobile: 'Mobile number',
    code: 'Code from the message',
    set: 'Set password',
    no_code: 'No code came: send another',
    new_link: 'The link does not work? Send another',
    is_set: 'Your new password is set',
    is_set_text: 'You were logged out on all other devices. Log in with the new password.',
    to_login: 'Go to login',
  },
};
