/** What a repository of the Hugging Face Hub is called: `org/name`. */
export const hubNamePattern = /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/;
